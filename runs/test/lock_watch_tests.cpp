// SPDX-License-Identifier: MIT
// kmap.debug=locks on a real machine, with a real tick: mistakes with locks that are reported although nobody
// has had to wait yet. Which ones there are: tests/lib/lock_graph_test.cpp.
#include "kernel/check/by_mistake.hpp"
#include "kernel/check/forgotten_locks.hpp"
#include "kernel/check/owned_frame.hpp"
#include "kernel/check/scoped_kmap_debug.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/preempt.hpp"
#include "lib/spin_lock.hpp"
#include "mm/flush_range.hpp"
#include "mm/kmap_local.hpp"
#include "runs/test/in_next_tick.hpp"
#include "runs/test/needs_tick.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using lib::LockRank;
using lib::ReportKind;

/// The words of this boot, with `locks` or without.
mm::KmapDebug with_locks(bool watched)
{
    mm::KmapDebug words = mm::kmap_debug();
    words.locks = watched;
    return words;
}

/// Locks are watched on this CPU, on which the thread stays.
struct Watched {
    MigrationGuard here{};
    ScopedKmapDebug words{with_locks(true)};
    ForgottenLocks afterwards{};
};

void lock_of_an_interrupt_is_held_with_interrupts_on(TestRun& test)
{
    if (!has_tick_for(test)) return;
    Watched const watched;
    lib::SpinLock lock{LockRank::TestTickOuter};
    in_next_tick([&] { lib::SpinGuard const guard{lock}; });
    {
        lib::IrqSpinGuard const guard{lock}; // as it should be
    }
    test.expect_stop(ReportKind::LockContext,
                     "TestTickOuter is held since kernel::", [&] { lib::SpinGuard const guard{lock}; });
}

void interrupt_takes_a_lock_that_is_held_with_interrupts_on(TestRun& test)
{
    if (!has_tick_for(test)) return;
    Watched const watched;
    lib::SpinLock lock{LockRank::TestTickOuter};
    {
        lib::SpinGuard const guard{lock};
    }
    in_next_tick([&] {
        test.expect_stop(ReportKind::LockContext, "in an interrupt",
                         [&] { lib::SpinGuard const guard{lock}; });
    });
}

// An interrupt that comes while `second` is held takes `first`, whose holder may wait for `second`.
void interrupt_waits_through_another_lock(TestRun& test)
{
    if (!has_tick_for(test)) return;
    Watched const watched;
    lib::SpinLock first{LockRank::TestTickOuter}, second{LockRank::TestTickInner};
    in_next_tick([&] { lib::SpinGuard const guard{first}; });
    {
        lib::IrqSpinGuard const one{first};
        lib::SpinGuard const two{second};
    }
    test.expect_stop(ReportKind::LockOrder,
                     "when TestTickInner is taken at kernel::", [&] { lib::SpinGuard const guard{second}; });
}

// Preempted, it would make others wait for a thread that does not run.
void lock_taken_by_a_thread_that_may_be_preempted(TestRun& test)
{
    Watched const watched;
    lib::SpinLock lock{LockRank::TestInner};
    test.expect_stop(ReportKind::WrongContext, "SpinLock::lock() needs preemption off",
                     [&] { by_mistake<&lib::SpinLock::lock>(lock); });
}

void calls_for_interrupts_off_and_for_one_cpu(TestRun& test)
{
    ScopedKmapDebug const words{with_locks(true)};
    test.expect_stop(ReportKind::WrongContext, "ask_for_switch() needs interrupts off", ask_for_switch);
    VirtRange const page{mm::layout::kVmapArea.begin, mm::layout::kVmapArea.begin + kPageSize};
    test.expect_stop(ReportKind::WrongContext, "a caller that stays on its CPU",
                     [&] { mm::flush_range(page); });
    MigrationGuard const here;
    mm::flush_range(page);
    lib::IrqGuard const off;
    ask_for_switch();
}

void interrupt_unmaps_a_mapping_of_the_thread(TestRun& test)
{
    if (!has_tick_for(test)) return;
    if (mm::kmap_debug().linux_rules) return test.skip("kmap.debug=linux only warns, once");
    Watched const watched;
    OwnedFrame const frame;
    VirtAddr const mapped = mm::kmap_local_pfn(frame.pfn());
    auto handler = [&] {
        test.expect_stop(ReportKind::ForeignSlot, "which it interrupted", [&] { mm::kunmap_local(mapped); });
        mm::LocalMap const own{frame.pfn()};
    };
    in_next_tick_upon<lib::PreemptGuard>(handler); // so it is this thread that it interrupts
    mm::kunmap_local(mapped);
}

void wrong_order_names_the_place_of_the_lock_that_is_held(TestRun& test)
{
    Watched const watched;
    lib::SpinLock outer{LockRank::TestOuter}, inner{LockRank::TestInner};
    lib::SpinGuard const guard{inner};
    test.expect_stop(ReportKind::LockOrder,
                     "TestInner is held since kernel::", [&] { by_mistake<&lib::SpinLock::lock>(outer); });
}

// Without the word: nobody has seen the two places before, but this CPU waits for itself.
void interrupt_that_waits_for_the_code_it_interrupted(TestRun& test)
{
    if (!has_tick_for(test)) return;
    MigrationGuard const here;
    ScopedKmapDebug const words{with_locks(false)};
    lib::SpinLock lock{LockRank::TestTickOuter};
    auto handler = [&] {
        test.expect_stop(ReportKind::LockTwice, "the code that it interrupted holds it",
                         [&] { by_mistake<&lib::SpinLock::lock>(lock); });
    };
    in_next_tick_upon<lib::SpinGuard>(handler, lock);
    lib::SpinGuard const guard{lock}; // nobody stands in the line any more
}

constexpr GuestTest kLockWatchTests[] = {
    {"lock_watch_lock_of_an_interrupt_is_held_with_interrupts_on",
     lock_of_an_interrupt_is_held_with_interrupts_on},
    {"lock_watch_interrupt_takes_a_lock_that_is_held_with_interrupts_on",
     interrupt_takes_a_lock_that_is_held_with_interrupts_on},
    {"lock_watch_interrupt_waits_through_another_lock", interrupt_waits_through_another_lock},
    {"lock_watch_lock_taken_by_a_thread_that_may_be_preempted", lock_taken_by_a_thread_that_may_be_preempted},
    {"lock_watch_calls_for_interrupts_off_and_for_one_cpu", calls_for_interrupts_off_and_for_one_cpu},
    {"lock_watch_interrupt_unmaps_a_mapping_of_the_thread", interrupt_unmaps_a_mapping_of_the_thread},
    {"lock_watch_wrong_order_names_the_place_of_the_lock_that_is_held",
     wrong_order_names_the_place_of_the_lock_that_is_held},
    {"lock_watch_interrupt_that_waits_for_the_code_it_interrupted",
     interrupt_that_waits_for_the_code_it_interrupted},
};

} // namespace

std::span<GuestTest const> lock_watch_tests() { return kLockWatchTests; }

} // namespace kernel
