// SPDX-License-Identifier: MIT
#include "kernel/thread/completion.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/irq_guard.hpp"
#include "lib/preempt_guard.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using kernel::Priority;
using kernel::spawn;
using kernel::yield;
using lib::ReportKind;

struct SchedulerTest : testing::Test {
    sim::Smp smp;
    std::string order;

    auto says(char letter)
    {
        return [this, letter] { order += letter; };
    }
};

TEST_F(SchedulerTest, EqualsTakeTurnsWhenTheyYield)
{
    smp.run([&] {
        auto const body = [&](char letter) {
            for (int round = 0; round < 3; ++round) order += letter, yield();
        };
        auto first = [&] { body('a'); };
        auto second = [&] { body('b'); };
        auto one = spawn("one", first), two = spawn("two", second);
        one->join(), two->join();
    });
    EXPECT_EQ(order, "ababab");
}

TEST_F(SchedulerTest, EqualsTakeTurnsOfATick)
{
    smp.run([&] {
        auto const body = [&](char letter) {
            for (int turn = 0; turn < 3; ++turn) order += letter, sim::tick_here();
        };
        auto first = [&] { body('a'); };
        auto second = [&] { body('b'); };
        auto one = spawn("one", first), two = spawn("two", second);
        one->join(), two->join();
    });
    EXPECT_EQ(order, "ababab");
}

TEST_F(SchedulerTest, ATickDoesNotLetTheLessUrgentRun)
{
    smp.run([&] {
        auto low_body = says('l');
        auto low = spawn("low", low_body, {.priority = Priority::Low});
        for (int tick = 0; tick < 5; ++tick) sim::tick_here();
        order += 'b';
        low->join();
    });
    EXPECT_EQ(order, "bl");
}

TEST_F(SchedulerTest, AMoreUrgentThreadRunsAtOnce)
{
    smp.run([&] {
        auto urgent_body = says('u');
        auto urgent = spawn("urgent", urgent_body, {.priority = Priority::High});
        order += 'b';
        urgent->join();
    });
    EXPECT_EQ(order, "ub");
}

TEST_F(SchedulerTest, AWakeUpOfTheMoreUrgentPreempts)
{
    smp.run([&] {
        kernel::Completion go{"go"};
        auto body = [&] { order += '1', go.wait(), order += '2'; };
        auto urgent = spawn("urgent", body, {.priority = Priority::High});
        order += 'a';
        go.complete();
        order += 'b';
        urgent->join();
    });
    EXPECT_EQ(order, "1a2b");
}

TEST_F(SchedulerTest, AWakeUpOfAnEqualDoesNotPreempt)
{
    smp.run([&] {
        kernel::Completion go{"go"};
        auto body = [&] { go.wait(), order += 'e'; };
        auto equal = spawn("equal", body);
        yield();
        go.complete();
        order += 'b';
        equal->join();
    });
    EXPECT_EQ(order, "be");
}

TEST_F(SchedulerTest, ThePreemptedGoesOnBeforeItsEquals)
{
    smp.run([&] {
        auto equal_body = says('e');
        auto urgent_body = says('u');
        auto equal = spawn("equal", equal_body);
        auto urgent = spawn("urgent", urgent_body, {.priority = Priority::High});
        order += 'b';
        equal->join(), urgent->join();
    });
    EXPECT_EQ(order, "ube");
}

TEST_F(SchedulerTest, TheSwitchWaitsForTheEndOfTheOutermostPreemptOffRegion)
{
    smp.run([&] {
        kernel::Completion go{"go"};
        auto waiter = [&] { go.wait(), order += 'u'; };
        auto urgent = spawn("urgent", waiter, {.priority = Priority::High});
        {
            lib::PreemptGuard const outer;
            {
                lib::PreemptGuard const inner;
                go.complete();
                order += '1';
            }
            order += '2';
        }
        order += '3';
        urgent->join();
    });
    EXPECT_EQ(order, "12u3");
}

TEST_F(SchedulerTest, TheSwitchWaitsUntilInterruptsAreOn)
{
    smp.run([&] {
        kernel::Completion go{"go"};
        auto waiter = [&] { go.wait(), order += 'u'; };
        auto urgent = spawn("urgent", waiter, {.priority = Priority::High});
        {
            lib::IrqGuard const guard;
            go.complete();
            order += '1';
        }
        order += '2';
        urgent->join();
    });
    EXPECT_EQ(order, "1u2");
}

TEST_F(SchedulerTest, ATickInAPreemptOffRegionEndsTheTurnAfterIt)
{
    smp.run([&] {
        auto equal_body = says('e');
        auto equal = spawn("equal", equal_body);
        {
            lib::PreemptGuard const guard;
            sim::tick_here();
            order += '1';
        }
        order += '2';
        equal->join();
    });
    EXPECT_EQ(order, "1e2");
}

TEST_F(SchedulerTest, AnInterruptHandlerIsNeverSwitchedAwayFrom)
{
    smp.run([&] {
        kernel::Completion go{"go"};
        auto waiter = [&] { go.wait(), order += 'u'; };
        auto urgent = spawn("urgent", waiter, {.priority = Priority::High});
        sim::interrupt_here([&] {
            go.complete();
            order += 'i';
        });
        order += 'b';
        urgent->join();
    });
    EXPECT_EQ(order, "iub");
}

TEST_F(SchedulerTest, ParkReturnsAtOnceAfterAnEarlierUnparkAndOnlyOnce)
{
    smp.run([&] {
        kernel::unpark(kernel::current());
        kernel::unpark(kernel::current());
        kernel::park();
        order += '1';
        auto waker = [&, boot = &kernel::current()] { order += 'w', kernel::unpark(*boot); };
        auto thread = spawn("waker", waker);
        kernel::park();
        order += '2';
        thread->join();
    });
    EXPECT_EQ(order, "1w2");
}

TEST_F(SchedulerTest, SleepLastsAtLeastAsManyTicksAsAsked)
{
    smp.run([] {
        for (u32 const ticks : {1u, 2u, 63u, 64u, 65u, 1000u}) {
            auto const before = kernel::clock::now();
            kernel::sleep_ticks(ticks);
            EXPECT_GE(kernel::clock::now() - before, ticks);
            EXPECT_LE(kernel::clock::now() - before, ticks + 1);
        }
    });
}

TEST_F(SchedulerTest, SleepersWakeInTheOrderOfTheirTimes)
{
    smp.run([&] {
        auto body = [&](u32 ticks, char letter) { kernel::sleep_ticks(ticks), order += letter; };
        auto first = [&] { body(30, 'c'); };
        auto second = [&] { body(10, 'a'); };
        auto third = [&] { body(20, 'b'); };
        auto one = spawn("one", first), two = spawn("two", second), three = spawn("three", third);
        one->join(), two->join(), three->join();
    });
    EXPECT_EQ(order, "abc");
}

TEST_F(SchedulerTest, WhoParksWithPreemptionOffIsStopped)
{
    EXPECT_STOP(ReportKind::CheckFailed, smp.run([] {
        lib::PreemptGuard const guard;
        kernel::park();
    }));
}

} // namespace
