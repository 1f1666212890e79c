// SPDX-License-Identifier: MIT
// Several CPUs: where threads are put, who takes work from whom, and who stays where it is.
#include "kernel/thread/balance.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/irq_guard.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <vector>

namespace {

using kernel::Priority;
using kernel::spawn;
using lib::CpuMask;

constexpr u32 kCpus = 4;

/// Goes round the CPUs that can continue, a step each: what really parallel CPUs amount to.
struct TakeTurns final : sim::Chooser {
    u32 next(u32 now, CpuMask able) override
    {
        do {
            now = (now + 1) % kMaxCpus;
        } while (!able.contains(now));
        return now;
    }
};

/// As set_affinity() does it, but nobody is told.
void allow_everywhere(kernel::Thread& thread)
{
    lib::IrqGuard const irqs_off;
    kernel::Cpu& cpu = kernel::lock_cpu_of(thread);
    thread.affinity.set(CpuMask::all());
    cpu.run_queue_lock.unlock();
}

struct SmpTest : testing::Test {
    sim::Smp smp{kCpus};
    TakeTurns turns;

    void run(std::function<void()> body)
    {
        smp.use(turns);
        smp.tick_every(4000);
        smp.run(std::move(body));
    }
};

u32 here() { return kernel::current().cpu.get(); }

TEST_F(SmpTest, BusyThreadsSpreadOverAllCpus)
{
    run([] {
        std::set<u32> used;
        auto body = [&] {
            sim::compute(10'000);
            used.insert(here());
        };
        std::vector<kernel::ThreadHandle> threads;
        for (u32 count = 0; count < kCpus; ++count) threads.push_back(*spawn("busy", body));
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(used.size(), kCpus);
    });
}

TEST_F(SmpTest, AThreadRunsOnlyWhereItMay)
{
    run([] {
        auto body = [] {
            for (int round = 0; round < 100; ++round) {
                EXPECT_EQ(here(), 2u);
                sim::compute(50);
                kernel::yield();
            }
        };
        std::vector<kernel::ThreadHandle> threads;
        for (int count = 0; count < 6; ++count) {
            threads.push_back(*spawn("bound", body, {.affinity = CpuMask::of(2)}));
        }
        for (auto& thread : threads) thread.join();
    });
}

TEST_F(SmpTest, ANewAffinityMovesTheThreadWhereverItIs)
{
    run([] {
        kernel::Completion go{"go"};
        bool stop = false;
        auto runs = [&] {
            while (!stop) sim::compute();
        };
        auto waits = [&] { go.wait(); };
        auto running = spawn("runs", runs), waiting = spawn("waits", waits);
        for (u32 const cpu : {3u, 1u, 2u}) {
            kernel::set_affinity(running->thread(), CpuMask::of(cpu));
            kernel::set_affinity(waiting->thread(), CpuMask::of(cpu));
            kernel::set_affinity(kernel::current(), CpuMask::of(cpu));
            EXPECT_EQ(here(), cpu); // at once
            kernel::sleep_ticks(2);
            EXPECT_EQ(running->thread().cpu.get(), cpu);
        }
        stop = true;
        go.complete();
        running->join(), waiting->join();
    });
}

TEST_F(SmpTest, AQueuedThreadMovesWhenItMayNoLongerRunThere)
{
    run([] {
        bool stop = false;
        auto body = [&] {
            while (!stop) sim::compute();
        };
        std::vector<kernel::ThreadHandle> threads;
        for (int count = 0; count < 3; ++count)
            threads.push_back(*spawn("one", body, {.affinity = CpuMask::of(1)}));
        kernel::sleep_ticks(1);
        for (auto& thread : threads) kernel::set_affinity(thread.thread(), CpuMask::of(2));
        kernel::sleep_ticks(5);
        for (auto& thread : threads) EXPECT_EQ(thread.thread().cpu.get(), 2u);
        stop = true;
        for (auto& thread : threads) thread.join();
    });
}

// Nobody would take it from there: its CPU is as busy as the one that it may run on.
TEST_F(SmpTest, AQueuedThreadMovesAtOnceAndNotWhenItsTurnWouldCome)
{
    run([] {
        bool stop = false, ran = false;
        auto busy = [&] {
            while (!stop) sim::compute();
        };
        auto body = [&] { ran = true; };
        auto urgent = spawn("urgent", busy, {.priority = Priority::High, .affinity = CpuMask::of(1)});
        auto equal = spawn("equal", busy, {.affinity = CpuMask::of(2)});
        auto queued = spawn("queued", body, {.affinity = CpuMask::of(1)});
        kernel::sleep_ticks(2);
        EXPECT_FALSE(ran);
        kernel::set_affinity(queued->thread(), CpuMask::of(2));
        kernel::sleep_ticks(40); // longer than it takes until CPU 2 has looked for work
        EXPECT_TRUE(ran);
        stop = true;
        urgent->join(), equal->join(), queued->join();
    });
}

TEST_F(SmpTest, TheMostUrgentThreadsRunWhateverTheCpuTheyWokeOn)
{
    run([] {
        bool stop = false;
        auto busy = [&] {
            while (!stop) sim::compute();
        };
        std::vector<kernel::ThreadHandle> threads;
        for (u32 count = 0; count < kCpus; ++count) threads.push_back(*spawn("busy", busy));
        kernel::Completion go{"go"};
        std::set<u32> used;
        auto urgent = [&] {
            go.wait();
            sim::compute(100);
            used.insert(here());
        };
        std::vector<kernel::ThreadHandle> urgents;
        for (u32 count = 0; count < kCpus; ++count) {
            urgents.push_back(*spawn("urgent", urgent, {.priority = Priority::High}));
        }
        kernel::sleep_ticks(1);
        {
            lib::IrqGuard const all_at_once;
            go.complete_all();
        }
        for (auto& thread : urgents) thread.join();
        EXPECT_EQ(used.size(), kCpus);
        stop = true;
        for (auto& thread : threads) thread.join();
    });
}

TEST_F(SmpTest, ACpuThatFallsIdleTakesWork)
{
    run([] {
        bool stop = false;
        std::set<u32> used;
        auto body = [&] {
            while (!stop) sim::compute(), used.insert(here());
        };
        std::vector<kernel::ThreadHandle> threads;
        for (u32 count = 0; count < 3; ++count)
            threads.push_back(*spawn("busy", body, {.affinity = CpuMask::of(1)}));
        kernel::sleep_ticks(3);
        EXPECT_EQ(used, (std::set<u32>{1}));
        for (auto& thread : threads) allow_everywhere(thread.thread()); // nobody is told
        kernel::sleep_ticks(5);
        EXPECT_GE(used.size(), 3u);
        stop = true;
        for (auto& thread : threads) thread.join();
    });
}

TEST_F(SmpTest, BusyCpusShareTheirQueues)
{
    run([] {
        bool stop = false;
        auto body = [&] {
            while (!stop) sim::compute();
        };
        std::vector<kernel::ThreadHandle> threads;
        for (u32 count = 0; count < 5 * kCpus; ++count) {
            threads.push_back(*spawn("busy", body, {.affinity = CpuMask::of(1)}));
        }
        kernel::sleep_ticks(3);
        for (auto& thread : threads) allow_everywhere(thread.thread());
        kernel::sleep_ticks(200);
        std::map<u32, u32> count_on;
        for (auto& thread : threads) ++count_on[thread.thread().cpu.get()];
        for (u32 cpu = 0; cpu < kCpus; ++cpu) EXPECT_NEAR(count_on[cpu], 5, 1) << "CPU " << cpu;
        stop = true;
        for (auto& thread : threads) thread.join();
    });
}

TEST_F(SmpTest, MigrateDisablePinsAndNests)
{
    run([] {
        bool stop = false;
        auto holder = [&] {
            kernel::migrate_disable();
            u32 const home = here();
            kernel::migrate_disable();
            kernel::set_affinity(kernel::current(), CpuMask::all().without(home));
            kernel::sleep_ticks(2);
            EXPECT_EQ(here(), home);
            kernel::migrate_enable();
            for (int round = 0; round < 50; ++round) {
                sim::compute(100);
                EXPECT_EQ(here(), home);
            }
            kernel::migrate_enable();
            EXPECT_NE(here(), home); // at once: its affinity has been waiting
        };
        auto busy = [&] {
            while (!stop) sim::compute();
        };
        std::vector<kernel::ThreadHandle> load;
        for (u32 count = 0; count < 3 * kCpus; ++count) load.push_back(*spawn("busy", busy));
        spawn("holder", holder)->join();
        stop = true;
        for (auto& thread : load) thread.join();
    });
}

// The load moves, the pinned threads stay: in a queue full of pinned threads, another CPU finds the one
// that may move.
TEST_F(SmpTest, WorkIsTakenFromBehindPinnedThreads)
{
    run([] {
        bool stop = false;
        auto pinned = [&] {
            kernel::migrate_disable();
            kernel::set_affinity(kernel::current(), CpuMask::all());
            while (!stop) {
                sim::compute();
                EXPECT_EQ(here(), 1u);
            }
            kernel::migrate_enable();
        };
        auto free_body = [&] {
            while (!stop) sim::compute();
        };
        std::vector<kernel::ThreadHandle> threads;
        for (int count = 0; count < 4; ++count)
            threads.push_back(*spawn("pinned", pinned, {.affinity = CpuMask::of(1)}));
        kernel::sleep_ticks(10);
        auto free_thread = spawn("free", free_body, {.affinity = CpuMask::of(1)});
        allow_everywhere(free_thread->thread());
        kernel::sleep_ticks(10);
        EXPECT_NE(free_thread->thread().cpu.get(), 1u);
        stop = true;
        for (auto& thread : threads) thread.join();
        free_thread->join();
    });
}

TEST_F(SmpTest, AnIdleCpuIsWokenForAThread)
{
    run([] {
        auto body = [] {};
        auto const before = kernel::clock::now();
        spawn("elsewhere", body, {.affinity = CpuMask::of(3)})->join();
        EXPECT_LE(kernel::clock::now() - before, 1u); // by an interrupt, not by the next tick but one
    });
}

TEST_F(SmpTest, AnEmptyAffinityIsRefused)
{
    EXPECT_STOP(lib::ReportKind::CheckFailed,
                run([] { kernel::set_affinity(kernel::current(), CpuMask::of(20)); }));
}

} // namespace
