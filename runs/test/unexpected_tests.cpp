// SPDX-License-Identifier: MIT
// Reports that nobody expects. Each of these ends the run in a panic, whose text tests/guest/boots.ini
// checks.
#include "kernel/check/owned_frame.hpp"
#include "kernel/hw/provoke.hpp"
#include "kernel/hw/trap.hpp"
#include "kernel/thread/thread_life.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/overflow.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/test_table.hpp"

#include <cstring>

namespace kernel {

namespace {

// Not a leaf of the call graph: GCC gives those no frame, and the backtrace would leave out their caller.
void unexpected_page_fault(TestRun& test)
{
    write_byte(mm::layout::kVmapArea.end, 1); // the gap behind it
    test.expect(false, "a write to nowhere went through");
}

void unexpected_exception(TestRun&) { hw::provoke(vector::kInvalidOpcode); }

void unexpected_overrun(TestRun&)
{
    OwnedFrame const frame;
    mm::LocalMap const map{frame.pfn()};
    std::memset(hw::at(map.address()), 0, kPageSize + 64);
}

void unexpected_stack_overflow(TestRun&) { overflow_the_stack(); }

void unexpected_thread_stack_overflow(TestRun&)
{
    auto body = [] { overflow_the_stack(); };
    static_cast<void>(spawn("digger", body));
}

void stop_of_another_kind_than_expected(TestRun& test)
{
    test.expect_stop(lib::ReportKind::Overrun, "", [] { CHECK(kPageSize == 0); });
}

constexpr GuestTest kUnexpectedTests[] = {
    {"unexpected_page_fault", unexpected_page_fault, Runs::ByName},
    {"unexpected_exception", unexpected_exception, Runs::ByName},
    {"unexpected_overrun", unexpected_overrun, Runs::ByName},
    {"unexpected_stack_overflow", unexpected_stack_overflow, Runs::ByName},
    {"unexpected_thread_stack_overflow", unexpected_thread_stack_overflow, Runs::ByName},
    {"unexpected_stop_of_another_kind_than_expected", stop_of_another_kind_than_expected, Runs::ByName},
};

} // namespace

std::span<GuestTest const> unexpected_tests() { return kUnexpectedTests; }

} // namespace kernel
