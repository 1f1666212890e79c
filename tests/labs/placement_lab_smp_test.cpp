// SPDX-License-Identifier: MIT
// Lab 9: where a thread is put, one property a test, so that each mistake fails a set of its own. But for the
// last test nothing runs. Who takes a thread from there: taking_lab_smp_test.cpp.
#include "kernel/thread/completion.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/irq_guard.hpp"
#include "tests/labs/placement_lab.hpp"
#include "tests/smp/explore.hpp"

namespace {

using kernel::Priority;
using kernel::Thread;
using lab::LabPlacement;
using lib::CpuMask;

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

} // namespace
