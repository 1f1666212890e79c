// SPDX-License-Identifier: MIT
// Every wrong way to map and unmap: each stops the machine with a report that says which.
#include "kernel/check/owned_frame.hpp"
#include "kernel/hw/image.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_local.hpp"
#include "runs/test/test_table.hpp"
#include "runs/test/whose_windows.hpp"

namespace kernel {

namespace {

using lib::ReportKind;
using mm::kmap_local_pfn;
using mm::kunmap_local;

/// A wrong unmap, which must stop; by the rules of Linux it does not.
template <class Function>
void expect_misuse(TestRun& test, ReportKind kind, std::string_view words, Function function)
{
    if (mm::kmap_debug().linux_rules)
        test.skip("kmap.debug=linux only warns, once");
    else
        test.expect_stop(kind, words, function);
}

void seventeenth_nested_mapping(TestRun& test)
{
    OwnedFrame const frame;
    u32 made = 0;
    test.expect_stop(ReportKind::TooDeep, "16", [&] {
        for (;; ++made) static_cast<void>(kmap_local_pfn(frame.pfn()));
    });
    test.expect(made == 16, "{} mappings were made", made);
}

void unmap_of_the_outer_before_the_inner(TestRun& test)
{
    OwnedFrame const frame;
    expect_misuse(test, ReportKind::OutOfOrder, "slot 0", [&] {
        VirtAddr const outer = kmap_local_pfn(frame.pfn());
        static_cast<void>(kmap_local_pfn(frame.pfn()));
        kunmap_local(outer);
    });
}

void unmap_twice(TestRun& test)
{
    OwnedFrame const frame;
    expect_misuse(test, ReportKind::DoubleUnmap, "slot 0", [&] {
        VirtAddr const address = kmap_local_pfn(frame.pfn());
        kunmap_local(address);
        kunmap_local(address);
    });
}

void unmap_twice_under_an_outer_mapping(TestRun& test)
{
    OwnedFrame const frame;
    expect_misuse(test, ReportKind::DoubleUnmap, "slot 1", [&] {
        static_cast<void>(kmap_local_pfn(frame.pfn()));
        VirtAddr const inner = kmap_local_pfn(frame.pfn());
        kunmap_local(inner);
        kunmap_local(inner);
    });
}

void unmap_of_a_pointer_that_ran_into_the_guard(TestRun& test)
{
    OwnedFrame const frame;
    expect_misuse(test, ReportKind::NotASlot, "guard",
                  [&] { kunmap_local(kmap_local_pfn(frame.pfn()) + kPageSize); });
}

void unmap_of_an_address_from_elsewhere(TestRun& test)
{
    VirtAddr const elsewhere = mm::layout::kVmapArea.begin;
    expect_misuse(test, ReportKind::NotASlot, "vmap area", [elsewhere] { kunmap_local(elsewhere); });
}

void unmap_of_the_kernels_image(TestRun& test)
{
    VirtAddr const text = hw::image_layout().text.begin;
    expect_misuse(test, ReportKind::NotASlot, "lowmem", [text] { kunmap_local(text); });
}

void unmap_of_a_null_pointer(TestRun& test)
{
    expect_misuse(test, ReportKind::NotASlot, "0x00000000", [] { kunmap_local(VirtAddr{0}); });
}

void unmap_of_another_cpus_slot(TestRun& test)
{
    if (mm::windows_of_threads()) return test.skip(kWindowsOfThreads);
    MigrationGuard const stays;
    mm::WindowOwner const other{stays.cpu() == 0 ? 1u : 0u};
    OwnedFrame const frame;
    expect_misuse(test, ReportKind::ForeignSlot, mm::name_of(other).view(), [&] {
        u32 const slot = mm::LocalPlace::of(kmap_local_pfn(frame.pfn())).slot();
        kunmap_local(mm::LocalPlace::of_slot(other, slot).address());
    });
}

constexpr GuestTest kKmapLocalMisuseTests[] = {
    {"kmap_local_misuse_seventeenth_nested_mapping", seventeenth_nested_mapping},
    {"kmap_local_misuse_unmap_of_the_outer_before_the_inner", unmap_of_the_outer_before_the_inner},
    {"kmap_local_misuse_unmap_twice", unmap_twice},
    {"kmap_local_misuse_unmap_twice_under_an_outer_mapping", unmap_twice_under_an_outer_mapping},
    {"kmap_local_misuse_unmap_of_a_pointer_that_ran_into_the_guard",
     unmap_of_a_pointer_that_ran_into_the_guard},
    {"kmap_local_misuse_unmap_of_an_address_from_elsewhere", unmap_of_an_address_from_elsewhere},
    {"kmap_local_misuse_unmap_of_the_kernels_image", unmap_of_the_kernels_image},
    {"kmap_local_misuse_unmap_of_a_null_pointer", unmap_of_a_null_pointer},
    {"kmap_local_misuse_unmap_of_another_cpus_slot", unmap_of_another_cpus_slot},
};

} // namespace

std::span<GuestTest const> kmap_local_misuse_tests() { return kKmapLocalMisuseTests; }

} // namespace kernel
