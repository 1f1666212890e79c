// SPDX-License-Identifier: MIT
// What the final page tables forbid, tried out: code and constants cannot be written, data cannot be
// executed, and nothing is at address 0 or below a stack.
#include "kernel/hw/image.hpp"
#include "mm/kernel_space.hpp"
#include "mm/protection.hpp"
#include "runs/common/overflow.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/needs_trap_flag.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using lib::ReportKind;

constexpr std::string_view kNoNx = "this CPU has no NX, or nonx was said";

void text_cannot_be_written(TestRun& test)
{
    VirtAddr const text = hw::image_layout().text.begin;
    test.expect_stop(ReportKind::Rights, "kernel's text", [text] { write_byte(text, 0); });
}

void constants_cannot_be_written(TestRun& test)
{
    VirtAddr const constants = hw::image_layout().rodata.begin;
    test.expect_stop(ReportKind::Rights, "kernel's constants", [constants] { write_byte(constants, 0); });
}

void data_cannot_be_executed(TestRun& test)
{
    if (mm::entry_features().nx_high == 0) return test.skip(kNoNx);
    VirtAddr const data = hw::image_layout().data.begin;
    test.expect_stop(ReportKind::Rights, "not executable", [data] { execute(data); });
}

void direct_map_cannot_be_executed(TestRun& test)
{
    if (mm::entry_features().nx_high == 0) return test.skip(kNoNx);
    VirtAddr const last_page = mm::lowmem_address(mm::kernel_space().lowmem_end.base()) - kPageSize;
    test.expect_stop(ReportKind::Rights, "not executable", [last_page] { execute(last_page); });
}

void null_pointer_faults(TestRun& test)
{
    test.expect_stop(ReportKind::PageFault, "null pointer", [] { read_byte(VirtAddr{0}); });
    test.expect_stop(ReportKind::PageFault, "null pointer", [] { write_byte(VirtAddr{0x10}, 1); });
    test.expect_stop(ReportKind::PageFault, "null pointer", [] { execute(VirtAddr{0}); });
}

void no_identity_map_is_left(TestRun& test)
{
    VirtAddr const loaded_at{hw::image_layout().text.begin.raw() - mm::layout::kKernelBase.raw()};
    test.expect_stop(ReportKind::PageFault, "nothing is mapped", [loaded_at] { read_byte(loaded_at); });
}

void page_below_each_stack_faults(TestRun& test)
{
    for (hw::ImageStack const& stack : hw::image_stacks()) {
        VirtAddr const just_below = stack.bytes.begin - 1;
        test.expect_stop(ReportKind::StackOverflow, stack.owner, [just_below] { write_byte(just_below, 1); });
    }
}

void endless_recursion_is_survived(TestRun& test)
{
    if (!has_double_fault_for(test)) return;
    for (u32 round = 0; round < 3; ++round)
        test.expect_stop(ReportKind::StackOverflow, "overflowed", overflow_the_stack);
}

constexpr GuestTest kProtectionTests[] = {
    {"protection_text_cannot_be_written", text_cannot_be_written},
    {"protection_constants_cannot_be_written", constants_cannot_be_written},
    {"protection_data_cannot_be_executed", data_cannot_be_executed},
    {"protection_direct_map_cannot_be_executed", direct_map_cannot_be_executed},
    {"protection_null_pointer_faults", null_pointer_faults},
    {"protection_no_identity_map_is_left", no_identity_map_is_left},
    {"protection_page_below_each_stack_faults", page_below_each_stack_faults},
    {"protection_endless_recursion_is_survived", endless_recursion_is_survived},
};

} // namespace

std::span<GuestTest const> protection_tests() { return kProtectionTests; }

} // namespace kernel
