// SPDX-License-Identifier: MIT
// Locks between CPUs, and each of their checks. Their logic is tested on the host: tests/smp.
#include "kernel/check/by_mistake.hpp"
#include "kernel/sync/mutex.hpp"
#include "kernel/sync/semaphore.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "kernel/thread/watchdog.hpp"
#include "lib/atomic.hpp"
#include "lib/irq_guard.hpp"
#include "lib/preempt_guard.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/in_next_tick.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using lib::LockRank;
using lib::ReportKind;

constexpr u32 kRounds = 2000;

/// Four threads, wherever they run, count in a plain variable.
template <class Lock, class Guard> void expect_exclusion(TestRun& test, Lock& lock)
{
    u32 volatile counter = 0; // otherwise the compiler adds all rounds at once, and no race could show
    auto body = [&] {
        for (u32 round = 0; round < kRounds; ++round) {
            Guard const guard{lock};
            counter = counter + 1;
        }
    };
    {
        std::array<std::optional<ThreadHandle>, 4> threads;
        for (auto& thread : threads) thread = spawn("counter", body);
    }
    test.expect(counter == 4 * kRounds, "counted {} of {}", u32{counter}, 4 * kRounds);
}

void spin_lock_excludes(TestRun& test)
{
    lib::SpinLock lock{LockRank::TestInner};
    expect_exclusion<lib::SpinLock, lib::SpinGuard>(test, lock);
}

void mutex_excludes(TestRun& test)
{
    Mutex mutex{LockRank::TestInner, "counter"};
    expect_exclusion<Mutex, MutexGuard>(test, mutex);
}

void semaphore_passes_units_back_and_forth(TestRun& test)
{
    Semaphore ping{"ping", 0}, pong{"pong", 0};
    u32 rounds = 0;
    auto body = [&] {
        for (u32 round = 0; round < kRounds; ++round) ping.down(), ++rounds, pong.up();
    };
    auto partner = spawn("partner", body);
    for (u32 round = 0; round < kRounds; ++round) ping.up(), pong.down();
    partner->join();
    test.expect(rounds == kRounds, "{} rounds of {}", rounds, kRounds);
}

void wait_ends_when_its_time_is_up(TestRun& test)
{
    Semaphore never{"never", 0};
    Completion neither{"neither"};
    test.expect(!never.down_for(3), "the semaphore gave a unit it does not have");
    test.expect(!neither.wait_for(3), "the completion was never completed");
}

// On one CPU, low holds what high wants, and mid keeps the CPU busy. Without inheritance low would never
// get any further.
void holder_inherits_the_urgency_of_its_waiter(TestRun& test)
{
    MigrationGuard const here;
    auto const on_this_cpu = lib::CpuMask::of(here.cpu());
    Mutex mutex{LockRank::TestInner, "wanted"};
    Completion held{"held"}, wanted{"wanted"};
    lib::Atomic<bool> stop = false, got_it = false;
    auto low = [&] {
        MutexGuard const guard{mutex};
        held.complete();
        wanted.wait();
        yield();
    };
    auto mid = [&] {
        while (!stop.load(lib::MemoryOrder::SeqCst)) hw::pause();
    };
    auto high = [&] {
        wanted.complete();
        MutexGuard const guard{mutex};
        got_it.store(true, lib::MemoryOrder::SeqCst);
        stop.store(true, lib::MemoryOrder::SeqCst);
    };
    auto one = spawn("low", low, {.priority = Priority{10}, .affinity = on_this_cpu});
    held.wait();
    auto three = spawn("mid", mid, {.priority = Priority{12}, .affinity = on_this_cpu});
    auto two = spawn("high", high, {.priority = Priority{14}, .affinity = on_this_cpu});
    two->join();
    test.expect(got_it.load(lib::MemoryOrder::SeqCst), "high did not get the mutex");
}

void sleep_with_preemption_off_is_reported(TestRun& test)
{
    // The report names the function in which preemption went off: this one, inlined or not.
    test.expect_stop(ReportKind::SleepInAtomic, "preemption off since kernel::", [] {
        hw::preempt_disable();
        sleep_ticks(1);
    });
    test.expect(preemptible(), "preemption has stayed off");
}

void sleep_with_interrupts_off_is_reported(TestRun& test)
{
    test.expect_stop(ReportKind::SleepInAtomic, "interrupts off since kernel::", [] {
        static_cast<void>(hw::irq_save());
        sleep_ticks(1);
    });
    test.expect(preemptible(), "interrupts have stayed off");
}

void sleep_with_a_spin_lock_held_is_reported(TestRun& test)
{
    lib::SpinLock lock{LockRank::TestInner};
    Mutex mutex{LockRank::TestOuter, "late"};
    lib::SpinGuard const guard{lock};
    test.expect_stop(ReportKind::SleepInAtomic, "Mutex::lock() may sleep",
                     [&] { by_mistake<&Mutex::lock>(mutex); });
}

void sleep_in_an_interrupt_is_reported(TestRun& test)
{
    in_next_tick([&] {
        test.expect_stop(ReportKind::SleepInAtomic, "in an interrupt handler", [] { sleep_ticks(1); });
    });
}

void wrong_order_is_reported(TestRun& test)
{
    Mutex outer{LockRank::TestOuter, "outer"}, inner{LockRank::TestInner, "inner"};
    MutexGuard const guard{inner};
    test.expect_stop(ReportKind::LockOrder, "takes mutex outer", [&] { by_mistake<&Mutex::lock>(outer); });
}

void wrong_order_of_spin_locks_is_reported(TestRun& test)
{
    lib::SpinLock outer{LockRank::TestOuter}, inner{LockRank::TestInner};
    lib::SpinGuard const guard{inner};
    test.expect_stop(ReportKind::LockOrder, "TestOuter", [&] { by_mistake<&lib::SpinLock::lock>(outer); });
}

void taking_a_mutex_twice_is_reported(TestRun& test)
{
    Mutex mutex{LockRank::TestInner, "once"};
    MutexGuard const guard{mutex};
    test.expect_stop(ReportKind::LockTwice, "takes mutex once, which it holds already",
                     [&] { by_mistake<&Mutex::lock>(mutex); });
}

void taking_a_spin_lock_twice_is_reported(TestRun& test)
{
    lib::SpinLock lock{LockRank::TestInner};
    lib::SpinGuard const guard{lock};
    test.expect_stop(ReportKind::LockTwice, "TestInner", [&] { by_mistake<&lib::SpinLock::lock>(lock); });
}

void foreign_unlock_of_a_mutex_is_reported(TestRun& test)
{
    Mutex mutex{LockRank::TestInner, "mine"};
    MutexGuard const guard{mutex};
    auto body = [&] {
        test.expect_stop(ReportKind::LockOwner, "thread thief releases mutex mine",
                         [&] { by_mistake<&Mutex::unlock>(mutex); });
    };
    static_cast<void>(spawn("thief", body));
}

// Ten seconds' worth of ticks, without the seconds between them. The CPU that is watched may be another
// one, which may schedule in the middle of them and so begin its ten seconds anew, but not a thousand times
// in a row.
void stalled_cpu_is_reported(TestRun& test)
{
    constexpr u32 kTries = 1000;
    test.expect_stop(ReportKind::Stalled, "has not scheduled for 10 s", [] {
        lib::IrqGuard const nobody_schedules_here;
        for (u32 tick = 0; tick <= kTries * kStallSeconds * clock::hz(); ++tick) watch_next_cpu();
    });
}

constexpr GuestTest kLockTests[] = {
    {"lock_spin_lock_excludes", spin_lock_excludes},
    {"lock_mutex_excludes", mutex_excludes},
    {"lock_semaphore_passes_units_back_and_forth", semaphore_passes_units_back_and_forth},
    {"lock_wait_ends_when_its_time_is_up", wait_ends_when_its_time_is_up},
    {"lock_holder_inherits_the_urgency_of_its_waiter", holder_inherits_the_urgency_of_its_waiter},
    {"lock_sleep_with_preemption_off_is_reported", sleep_with_preemption_off_is_reported},
    {"lock_sleep_with_interrupts_off_is_reported", sleep_with_interrupts_off_is_reported},
    {"lock_sleep_with_a_spin_lock_held_is_reported", sleep_with_a_spin_lock_held_is_reported},
    {"lock_sleep_in_an_interrupt_is_reported", sleep_in_an_interrupt_is_reported},
    {"lock_wrong_order_is_reported", wrong_order_is_reported},
    {"lock_wrong_order_of_spin_locks_is_reported", wrong_order_of_spin_locks_is_reported},
    {"lock_taking_a_mutex_twice_is_reported", taking_a_mutex_twice_is_reported},
    {"lock_taking_a_spin_lock_twice_is_reported", taking_a_spin_lock_twice_is_reported},
    {"lock_foreign_unlock_of_a_mutex_is_reported", foreign_unlock_of_a_mutex_is_reported},
    {"lock_stalled_cpu_is_reported", stalled_cpu_is_reported},
};

} // namespace

std::span<GuestTest const> lock_tests() { return kLockTests; }

} // namespace kernel
