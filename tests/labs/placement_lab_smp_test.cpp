// SPDX-License-Identifier: MIT
// Lab 9: where a thread is put, and who takes it from there, one property a test, so that each mistake fails
// a set of its own. But for the last test nothing runs: CPUs and threads are only what others see of them.
#include "kernel/hw/interrupts.hpp"
#include "kernel/thread/balance.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/irq_guard.hpp"
#include "tests/smp/explore.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace {

using kernel::Cpu;
using kernel::Priority;
using kernel::Thread;
using lib::CpuMask;

// Four CPUs that run nothing and have nothing in their queues. We are CPU 0, with interrupts off.
struct LabPlacement : testing::Test {
    sim::Smp smp{4};
    std::vector<std::unique_ptr<Thread>> threads;

    LabPlacement() { static_cast<void>(hw::irq_save()); }

    Thread& thread(char const* name, u8 priority, u32 home, CpuMask affinity = CpuMask::all())
    {
        kernel::ThreadOptions const options{.priority = Priority{priority}, .affinity = affinity};
        threads.push_back(std::make_unique<Thread>(name, options, home, hw::Context{}));
        return *threads.back();
    }
    Thread& pinned(char const* name, u8 priority, u32 home)
    {
        Thread& made = thread(name, priority, home);
        made.migrate_disabled = 1;
        return made;
    }
    // What CPU `index` shows to others: the priority of what it runs, and how many are in its queue.
    static void looks(u32 index, u8 priority, u32 ready = 0)
    {
        Cpu& cpu = kernel::cpu(index);
        cpu.run_queue_lock.lock();
        cpu.running.set(kernel::urgency(Priority{priority}));
        cpu.ready.set(ready);
        cpu.run_queue_lock.unlock();
    }
    static void looks_idle(u32 index)
    {
        Cpu& cpu = kernel::cpu(index);
        cpu.run_queue_lock.lock();
        cpu.running.set(0);
        cpu.run_queue_lock.unlock();
    }
    static void all_look(u8 priority)
    {
        for (u32 index = 0; index < 4; ++index) looks(index, priority);
    }
    // Puts a thread into the queue of its CPU.
    static void queue(Thread& thread)
    {
        Cpu& cpu = kernel::lock_cpu_of(thread);
        cpu.run_queue.push_back(thread);
        kernel::publish_ready(cpu);
        cpu.run_queue_lock.unlock();
    }
    // The names of those in the queue of CPU `index`, in the order in which they would run.
    static std::string queue_of(u32 index)
    {
        Cpu& cpu = kernel::cpu(index);
        std::string names;
        cpu.run_queue_lock.lock();
        for (auto* item = cpu.run_queue.first(); item != nullptr; item = cpu.run_queue.after(*item)) {
            names += names.empty() ? "" : " ";
            names += static_cast<Thread*>(item)->name();
        }
        cpu.run_queue_lock.unlock();
        return names;
    }
    static bool lock_is_free(u32 index)
    {
        auto& lock = kernel::cpu(index).run_queue_lock;
        if (!lock.try_lock()) return false;
        lock.unlock();
        return true;
    }
    static bool asked_to_switch() { return (hw::preempt_count() & kernel::preempt::kNobodyAsked) == 0; }
    // CPU 0, which runs nothing, looks for work.
    static bool take() { return kernel::take_work(kernel::cpu(0)); }
};

// ---- step 1: to choose ----

TEST_F(LabPlacement, APinnedThreadIsPutWhereItWas)
{
    looks(1, 20);
    EXPECT_EQ(kernel::choose_cpu(pinned("pinned", 16, 1)), 1u);
}

TEST_F(LabPlacement, AnIdleCpuIsBetterThanABusyOne)
{
    all_look(16);
    looks_idle(2);
    EXPECT_EQ(kernel::choose_cpu(thread("one", 16, 1)), 2u);
}

TEST_F(LabPlacement, TheLastOfThemMayBeTheBest)
{
    looks(0, 20), looks(1, 16), looks(2, 12), looks(3, 8);
    EXPECT_EQ(kernel::choose_cpu(thread("one", 30, 0)), 3u);
}

TEST_F(LabPlacement, TheFirstOfThemMayBeTheBest)
{
    looks(0, 8), looks(1, 20), looks(2, 12), looks(3, 16);
    EXPECT_EQ(kernel::choose_cpu(thread("one", 30, 1)), 0u);
}

TEST_F(LabPlacement, WhereNothingIsBetterAThreadStays)
{
    all_look(16);
    EXPECT_EQ(kernel::choose_cpu(thread("one", 16, 2)), 2u);
}

TEST_F(LabPlacement, AnIdleCpuThatItMayNotUseIsNotChosen)
{
    looks(1, 20), looks(2, 16);
    EXPECT_EQ(kernel::choose_cpu(thread("one", 30, 1, CpuMask::from_bits(0b0110))), 2u);
}

TEST_F(LabPlacement, AThreadLeavesACpuThatItMayNoLongerUse)
{
    all_look(16);
    EXPECT_EQ(kernel::choose_cpu(thread("one", 30, 1, CpuMask::from_bits(0b1100))), 2u);
}

TEST_F(LabPlacement, ACpuThatIsOfflineIsNotChosen)
{
    all_look(16);
    kernel::set_online(3, false);
    looks_idle(3);
    EXPECT_EQ(kernel::choose_cpu(thread("one", 16, 1)), 1u);
}

TEST_F(LabPlacement, AmongEqualsTheShorterQueueIsBetter)
{
    looks(0, 16, 3), looks(1, 16, 4), looks(2, 16, 1), looks(3, 16, 2);
    EXPECT_EQ(kernel::choose_cpu(thread("one", 16, 1)), 2u);
}

TEST_F(LabPlacement, TheQueueCountsOnlyWhereTheRunningAreEquals)
{
    looks(0, 8, 40), looks(1, 20, 0), looks(2, 20, 0), looks(3, 20, 0);
    EXPECT_EQ(kernel::choose_cpu(thread("urgent", 30, 1)), 0u);
}

// It would have to wait there in any case.
TEST_F(LabPlacement, HowMuchMoreUrgentTheRunningAreDoesNotCount)
{
    looks(0, 30, 1), looks(1, 20, 3), looks(2, 20, 3), looks(3, 20, 3);
    EXPECT_EQ(kernel::choose_cpu(thread("little", 8, 1)), 0u);
}

// ---- step 2: to put ----

TEST_F(LabPlacement, AThreadComesIntoTheQueueOfItsCpu)
{
    kernel::place(thread("one", 16, 1, CpuMask::of(1)));
    EXPECT_EQ(queue_of(1), "one");
}

TEST_F(LabPlacement, AThreadThatMovesComesIntoTheQueueOfTheOther)
{
    Thread& one = thread("one", 16, 1, CpuMask::of(2));
    kernel::place(one);
    EXPECT_EQ(queue_of(2), "one");
    EXPECT_EQ(queue_of(1), "");
}

TEST_F(LabPlacement, AThreadThatMovesBelongsToTheOtherCpu)
{
    Thread& one = thread("one", 16, 1, CpuMask::of(2));
    kernel::place(one);
    EXPECT_EQ(one.cpu.get(), 2u);
}

TEST_F(LabPlacement, AThreadComesBehindItsEquals)
{
    kernel::place(thread("first", 16, 1, CpuMask::of(1)));
    kernel::place(thread("second", 16, 1, CpuMask::of(1)));
    EXPECT_EQ(queue_of(1), "first second");
}

TEST_F(LabPlacement, TheCpuOfAnUrgentThreadIsAskedToSwitch)
{
    looks(0, 16);
    kernel::place(thread("urgent", 20, 0, CpuMask::of(0)));
    EXPECT_TRUE(asked_to_switch());
}

TEST_F(LabPlacement, NoCpuIsAskedForAnEqual)
{
    looks(0, 16);
    kernel::place(thread("equal", 16, 0, CpuMask::of(0)));
    EXPECT_FALSE(asked_to_switch());
}

TEST_F(LabPlacement, WhatWaitsIsPublished)
{
    kernel::place(thread("one", 16, 1, CpuMask::of(1)));
    EXPECT_EQ(kernel::cpu(1).ready.get(), 1u);
}

TEST_F(LabPlacement, TheLockOfItsCpuIsFreeAfterwards)
{
    kernel::place(thread("one", 16, 1, CpuMask::of(1)));
    EXPECT_TRUE(lock_is_free(1));
}

TEST_F(LabPlacement, BothLocksAreFreeAfterAMove)
{
    kernel::place(thread("one", 16, 1, CpuMask::of(2)));
    EXPECT_TRUE(lock_is_free(1) && lock_is_free(2));
}

// In each run that is possible with two forced switches between two CPUs at any step: one sends a thread to
// CPU 0, the other forbids it to run there.
TEST(LabPlacementRace, AThreadOnItsWayToACpuDoesNotRunThereOnceItMayNot)
{
    auto const scene = [] {
        kernel::set_affinity(kernel::current(), CpuMask::of(0));
        kernel::Completion waits{"waits"}, go{"go"}, wake{"wake"};
        bool arrived = false;
        auto body = [&] {
            waits.complete();
            go.wait();
            lib::IrqGuard const nobody_changes_it_here;
            if (hw::this_cpu().index == 0) {
                EXPECT_TRUE(kernel::current().affinity.get().contains(0));
            }
            arrived = true;
        };
        auto waker_body = [&] {
            wake.wait();
            go.complete();
            while (!arrived) hw::pause(); // an idle CPU would take it away again
        };
        auto wanderer =
            kernel::spawn("wanderer", body, {.priority = Priority::High, .affinity = CpuMask::of(1)});
        auto waker = kernel::spawn("waker", waker_body, {.affinity = CpuMask::of(1)});
        waits.wait();
        kernel::set_affinity(wanderer->thread(), CpuMask::of(0));
        wake.complete();
        kernel::set_affinity(wanderer->thread(), CpuMask::of(1));
        waker->join(), wanderer->join();
    };
    u64 const runs = sim::explore(2, [&](sim::Explorer& explorer) {
        sim::Smp smp{2};
        smp.use(explorer);
        smp.run(scene);
    });
    EXPECT_GT(runs, 100u); // otherwise nothing was tried
}

// ---- step 3: to take ----

TEST_F(LabPlacement, WorkIsTakenFromABusyCpu)
{
    queue(thread("one", 16, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(0), "one");
}

TEST_F(LabPlacement, WhatWasTakenIsNoLongerInTheOldQueue)
{
    queue(thread("one", 16, 1)), queue(thread("two", 16, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(1), "two");
}

TEST_F(LabPlacement, APinnedThreadIsNotTaken)
{
    queue(pinned("pinned", 16, 1));
    EXPECT_FALSE(take());
    EXPECT_EQ(queue_of(1), "pinned");
}

TEST_F(LabPlacement, AThreadThatMayNotRunHereIsNotTaken)
{
    queue(thread("bound", 16, 1, CpuMask::from_bits(0b0110)));
    EXPECT_FALSE(take());
    EXPECT_EQ(queue_of(1), "bound");
}

TEST_F(LabPlacement, OneBehindThreadsThatStayIsTaken)
{
    queue(pinned("pinned", 16, 1)), queue(thread("free", 16, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(0), "free");
}

TEST_F(LabPlacement, WhatIsLeftInTheOldQueueIsPublished)
{
    queue(thread("one", 16, 1)), queue(thread("two", 12, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(kernel::cpu(1).ready.get(), 1u);
    EXPECT_EQ(kernel::cpu(1).ready_best.get(), kernel::urgency(Priority{12}));
}

// CPU 0 runs something of priority 16, and one thread waits there.
struct LabBusyTaker : LabPlacement {
    LabBusyTaker() { looks(0, 16, 1); }
};

TEST_F(LabBusyTaker, OneThatIsMoreUrgentIsTaken)
{
    queue(thread("urgent", 20, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(0), "urgent");
}

// The pinned one is why CPU 1 is looked at at all.
TEST_F(LabBusyTaker, OneThatIsLessUrgentIsLeftInAQueueThatIsNoLonger)
{
    looks(0, 16, 3);
    queue(pinned("pinned", 20, 1)), queue(thread("little", 8, 1));
    EXPECT_FALSE(take());
}

TEST_F(LabBusyTaker, OneThatIsLessUrgentIsLeftInAQueueThatIsLongerByOne)
{
    queue(pinned("pinned", 20, 1)), queue(thread("little", 8, 1));
    EXPECT_FALSE(take());
}

TEST_F(LabBusyTaker, AnEqualIsLeftInAQueueThatIsNoLonger)
{
    looks(0, 16, 3);
    queue(pinned("pinned", 20, 1)), queue(thread("equal", 16, 1));
    EXPECT_FALSE(take());
}

TEST_F(LabBusyTaker, OneThatIsLessUrgentIsTakenFromAQueueThatIsLongerByTwo)
{
    for (char const* const name : {"one", "two", "three"}) queue(thread(name, 8, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(0), "one");
}

// The lock of that queue is held meanwhile, with interrupts off.
TEST_F(LabPlacement, TheSearchEndsAfterThirtyTwo)
{
    for (int count = 0; count < 32; ++count) queue(pinned("pinned", 16, 1));
    queue(thread("free", 16, 1));
    EXPECT_FALSE(take());
}

TEST_F(LabPlacement, TheThirtySecondIsLookedAt)
{
    for (int count = 0; count < 31; ++count) queue(pinned("pinned", 16, 1));
    queue(thread("free", 16, 1));
    EXPECT_TRUE(take());
}

} // namespace
