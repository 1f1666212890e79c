// SPDX-License-Identifier: MIT
// Stops that are expected, and what is left behind when one is survived.
#include "kernel/check/by_mistake.hpp"
#include "kernel/check/owned_frame.hpp"
#include "lib/spin_lock.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_table.hpp"
#include "runs/test/test_table.hpp"

#include <limits>

namespace kernel {

namespace {

using lib::ReportKind;

void check_that_fails() { CHECK(kPageSize == 0); }

void failed_check_is_reported(TestRun& test)
{
    test.expect_stop(ReportKind::CheckFailed, "kPageSize == 0", check_that_fails);
}

void nothing_stops_when_nothing_is_wrong(TestRun& test)
{
    auto const report = expect_stop(ReportKind::CheckFailed, [] { CHECK(kPageSize == 4096); });
    test.expect(!report, "a CHECK that holds stopped");
}

void inner_expectation_gets_the_report(TestRun& test)
{
    bool outer_went_on = false;
    auto const outer = expect_stop(ReportKind::CheckFailed, [&] {
        outer_went_on = expect_stop(ReportKind::CheckFailed, check_that_fails).has_value();
    });
    test.expect(outer_went_on, "the inner expectation did not return its report");
    test.expect(!outer, "the outer expectation got a report, too");
}

void expectation_can_be_met_again(TestRun& test)
{
    for (u32 round = 0; round < 100; ++round)
        if (!test.expect(expect_stop(ReportKind::CheckFailed, check_that_fails).has_value(), "round {}",
                         round))
            return;
}

void mappings_made_inside_are_released(TestRun& test)
{
    OwnedFrame const frame;
    u32 const mark = mm::local_mark();
    VirtAddr inner;
    auto const report = expect_stop(ReportKind::CheckFailed, [&] {
        static_cast<void>(mm::kmap_local_pfn(frame.pfn()));
        inner = mm::kmap_local_pfn(frame.pfn());
        check_that_fails();
    });
    test.expect(report.has_value(), "nothing stopped");
    test.expect(mm::local_mark() == mark, "the mappings are still there");
    bool const mapped = mm::walk(hw::page_table_root(), inner).mapped;
    test.expect(!mapped, "{} is still mapped", inner);
}

void mappings_made_outside_are_kept(TestRun& test)
{
    OwnedFrame const frame;
    mm::LocalMap const map{frame.pfn()};
    static_cast<void>(expect_stop(ReportKind::CheckFailed, check_that_fails));
    test.expect(mm::walk(hw::page_table_root(), map.address()).mapped, "the outer mapping is gone");
}

void lock_taken_twice_is_reported(TestRun& test)
{
    lib::SpinLock lock{lib::LockRank::FrameAllocator};
    lib::SpinGuard const guard{lock};
    lib::SpinLock same_rank{lib::LockRank::FrameAllocator};
    test.expect_stop(ReportKind::LockOrder, "FrameAllocator",
                     [&] { by_mistake<&lib::SpinLock::lock>(same_rank); });
}

void foreign_unlock_is_reported(TestRun& test)
{
    lib::SpinLock lock{lib::LockRank::FrameAllocator};
    test.expect_stop(ReportKind::LockOwner, "does not hold",
                     [&] { by_mistake<&lib::SpinLock::unlock>(lock); });
}

#if !defined(__has_feature) // GCC 12, which never builds this kernel with checks for undefined behaviour
#define __has_feature(feature) 0
#endif
constexpr bool kUndefinedIsChecked = __has_feature(undefined_behavior_sanitizer);

int next(int number) { return number + 1; }
u32 bit(u32 number) { return 1u << number; }

void undefined_behaviour_is_reported(TestRun& test)
{
    if (!kUndefinedIsChecked) return test.skip("only kernel-ubsan notices; other kernels must not do it");
    test.expect_stop(ReportKind::CheckFailed, "an addition overflows",
                     [] { static_cast<void>(next(std::numeric_limits<int>::max())); });
    test.expect_stop(ReportKind::CheckFailed, "a shift by more bits", [] { static_cast<void>(bit(32)); });
    test.expect_stop(ReportKind::CheckFailed,
                     "runs/test/stop_tests.cpp:", [] { static_cast<void>(bit(32)); });
}

constexpr GuestTest kStopTests[] = {
    {"stop_failed_check_is_reported", failed_check_is_reported},
    {"stop_nothing_stops_when_nothing_is_wrong", nothing_stops_when_nothing_is_wrong},
    {"stop_inner_expectation_gets_the_report", inner_expectation_gets_the_report},
    {"stop_expectation_can_be_met_again", expectation_can_be_met_again},
    {"stop_mappings_made_inside_are_released", mappings_made_inside_are_released},
    {"stop_mappings_made_outside_are_kept", mappings_made_outside_are_kept},
    {"stop_lock_taken_twice_is_reported", lock_taken_twice_is_reported},
    {"stop_foreign_unlock_is_reported", foreign_unlock_is_reported},
    {"stop_undefined_behaviour_is_reported", undefined_behaviour_is_reported},
};

} // namespace

std::span<GuestTest const> stop_tests() { return kStopTests; }

} // namespace kernel
