// SPDX-License-Identifier: MIT
// Who runs when, on the real machine. What does not need a real machine is tested on the host, in every
// order: tests/smp.
#include "kernel/thread/clock.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "lib/atomic.hpp"
#include "lib/preempt_guard.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/needs_tick.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

/// Appends letters, so that a test can compare the order of events with a word.
struct Order {
    std::array<char, 16> letters{};
    lib::Atomic<u32> count = 0;

    void add(char letter) { letters[count.fetch_add(1, lib::MemoryOrder::SeqCst) % letters.size()] = letter; }
    [[nodiscard]] std::string_view view() const
    {
        return {letters.data(), count.load(lib::MemoryOrder::SeqCst)};
    }
};

/// A thread on this CPU, which the caller does not leave meanwhile.
template <class Function> [[nodiscard]] ThreadHandle start_here(Function& function, Priority priority)
{
    auto thread =
        spawn("test", function, {.priority = priority, .affinity = lib::CpuMask::of(hw::cpu_index())});
    CHECK(thread.has_value());
    return std::move(*thread);
}

void tick_makes_equals_take_turns(TestRun& test)
{
    if (!has_tick_for(test)) return;
    MigrationGuard const here;
    lib::Atomic<u32> rounds[2] = {0, 0};
    lib::Atomic<bool> stop = false;
    auto const spin = [&](u32 which) {
        while (!stop.load(lib::MemoryOrder::SeqCst))
            rounds[which].fetch_add(1, lib::MemoryOrder::SeqCst); // never yields of its own accord
    };
    auto first = [&] { spin(0); };
    auto second = [&] { spin(1); };
    auto one = start_here(first, Priority::Normal), two = start_here(second, Priority::Normal);
    while (rounds[0].load(lib::MemoryOrder::SeqCst) == 0 || rounds[1].load(lib::MemoryOrder::SeqCst) == 0)
        hw::pause(); // neither do we
    u32 const seen[2] = {rounds[0].load(lib::MemoryOrder::SeqCst), rounds[1].load(lib::MemoryOrder::SeqCst)};
    sleep_ticks(10);
    for (u32 which : {0u, 1u})
        test.expect(rounds[which].load(lib::MemoryOrder::SeqCst) > seen[which], "thread {} stands still",
                    which);
    stop.store(true, lib::MemoryOrder::SeqCst);
}

void wake_up_of_the_more_urgent_preempts(TestRun& test)
{
    MigrationGuard const here;
    Order order;
    Completion go{"go"};
    auto body = [&] { go.wait(), order.add('u'); };
    auto urgent = start_here(body, Priority::High);
    order.add('1');
    go.complete();
    order.add('2');
    urgent.join();
    test.expect(order.view() == "1u2", "the order was {}", order.view());
}

void urgent_waits_for_the_end_of_a_preempt_off_region(TestRun& test)
{
    if (!has_tick_for(test)) return;
    MigrationGuard const here;
    Order order;
    Completion go{"go"};
    auto body = [&] { go.wait(), order.add('u'); };
    auto urgent = start_here(body, Priority::High);
    {
        lib::PreemptGuard const guard;
        go.complete();
        u32 const until = clock::now().count + 3;
        if (!hw::irqs_on()) test.expect(false, "interrupts are off");
        while (hw::cpu_index() == 0 && clock::now().count < until)
            hw::pause(); // ticks come and change nothing
        order.add('1');
    }
    order.add('2');
    urgent.join();
    test.expect(order.view() == "1u2", "the order was {}", order.view());
}

void less_urgent_runs_when_nobody_else_does(TestRun& test)
{
    MigrationGuard const here;
    Order order;
    auto body = [&] { order.add('l'); };
    auto low = start_here(body, Priority::Low);
    for (u32 round = 0; round < 1000; ++round) yield(); // only to equals and better
    order.add('1');
    low.join();
    test.expect(order.view() == "1l", "the order was {}", order.view());
}

void sleep_lasts_as_long_as_asked(TestRun& test)
{
    for (u32 const ticks : {1u, 3u, 20u}) {
        Tick const before = clock::now();
        sleep_ticks(ticks);
        u32 const slept = clock::now() - before;
        test.expect(slept >= ticks, "slept {} ticks instead of {}", slept, ticks);
    }
}

void every_cpu_gets_work(TestRun& test)
{
    if (!has_tick_for(test)) return;
    u32 const cpus = online_cpus().count();
    if (cpus == 1) return test.skip("only one CPU runs");
    lib::Atomic<u32> seen = 0;
    lib::Atomic<bool> stop = false;
    auto body = [&] {
        while (!stop.load(lib::MemoryOrder::SeqCst))
            seen.fetch_or(1u << current().cpu.get(), lib::MemoryOrder::SeqCst);
    };
    std::array<std::optional<ThreadHandle>, 2 * kMaxCpus> threads;
    for (u32 count = 0; count < 2 * cpus; ++count) threads[count] = spawn("busy", body);
    u32 const limit = 20 * clock::hz();
    Tick const begin = clock::now();
    while (seen.load(lib::MemoryOrder::SeqCst) != online_cpus().bits() && clock::now() - begin < limit)
        sleep_ticks(1);
    test.expect(seen.load(lib::MemoryOrder::SeqCst) == online_cpus().bits(),
                "threads ran on CPUs {:#x} of {:#x}", seen.load(lib::MemoryOrder::SeqCst),
                online_cpus().bits());
    stop.store(true, lib::MemoryOrder::SeqCst);
}

// Twice as many busy threads as CPUs, so that balancing has reason to move the one that sleeps and wakes.
void pinned_thread_stays_while_the_load_moves(TestRun& test)
{
    if (!has_tick_for(test)) return;
    u32 const cpus = online_cpus().count();
    if (cpus == 1) return test.skip("only one CPU runs");
    lib::Atomic<bool> stop = false;
    auto busy = [&] {
        while (!stop.load(lib::MemoryOrder::SeqCst)) hw::pause();
    };
    auto holder = [&] {
        migrate_disable();
        migrate_disable();
        u32 const home = hw::cpu_index();
        for (u32 round = 0; round < 50; ++round) {
            if (round == 25) migrate_enable(); // the outer one still holds
            sleep_ticks(1);
            if (!test.expect(hw::cpu_index() == home, "moved from CPU {} to {}", home, hw::cpu_index()))
                break;
        }
        set_affinity(current(), lib::CpuMask::all().without(home));
        test.expect(hw::cpu_index() == home, "moved although pinned");
        migrate_enable();
        test.expect(hw::cpu_index() != home, "stayed although its affinity excludes CPU {}", home);
    };
    std::array<std::optional<ThreadHandle>, 2 * kMaxCpus> threads;
    for (u32 count = 0; count < 2 * cpus; ++count) threads[count] = spawn("busy", busy);
    static_cast<void>(spawn("holder", holder));
    stop.store(true, lib::MemoryOrder::SeqCst);
}

constexpr GuestTest kSchedulerTests[] = {
    {"scheduler_tick_makes_equals_take_turns", tick_makes_equals_take_turns},
    {"scheduler_wake_up_of_the_more_urgent_preempts", wake_up_of_the_more_urgent_preempts},
    {"scheduler_urgent_waits_for_the_end_of_a_preempt_off_region",
     urgent_waits_for_the_end_of_a_preempt_off_region},
    {"scheduler_less_urgent_runs_when_nobody_else_does", less_urgent_runs_when_nobody_else_does},
    {"scheduler_sleep_lasts_as_long_as_asked", sleep_lasts_as_long_as_asked},
    {"scheduler_every_cpu_gets_work", every_cpu_gets_work},
    {"scheduler_pinned_thread_stays_while_the_load_moves", pinned_thread_stays_while_the_load_moves},
};

} // namespace

std::span<GuestTest const> scheduler_tests() { return kSchedulerTests; }

} // namespace kernel
