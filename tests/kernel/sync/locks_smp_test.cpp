// SPDX-License-Identifier: MIT
// Semaphores, completions and their time limits. For mutexes: mutex_smp_test.cpp.
#include "kernel/sync/semaphore.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "kernel/thread/thread_life.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using kernel::Completion;
using kernel::Priority;
using kernel::Semaphore;
using kernel::spawn;

struct LocksTest : testing::Test {
    sim::Smp smp;
    std::string order;
};

TEST_F(LocksTest, ASemaphoreLetsInAsManyAsItHasUnits)
{
    smp.run([&] {
        Semaphore room{"room", 3};
        u32 inside = 0, most = 0;
        auto body = [&] {
            room.down();
            most = std::max(most, ++inside);
            kernel::yield();
            --inside;
            room.up();
        };
        std::vector<kernel::ThreadHandle> threads;
        for (int count = 0; count < 20; ++count) threads.push_back(*spawn("guest", body));
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(most, 3u);
        EXPECT_EQ(room.units(), 3u);
    });
}

TEST_F(LocksTest, AUnitGoesToTheMostUrgentWaiterThenToTheOneThatCameFirst)
{
    smp.run([&] {
        Semaphore gate{"gate", 0};
        auto wait = [&](char letter) { gate.down(), order += letter; };
        auto low = [&] { wait('l'); };
        auto first = [&] { wait('1'); };
        auto second = [&] { wait('2'); };
        std::vector<kernel::ThreadHandle> threads;
        threads.push_back(*spawn("low", low, {.priority = Priority::Normal}));
        threads.push_back(*spawn("first", first, {.priority = Priority::High}));
        threads.push_back(*spawn("second", second, {.priority = Priority::High}));
        kernel::yield();
        for (int count = 0; count < 3; ++count) gate.up();
        for (auto& thread : threads) thread.join();
    });
    EXPECT_EQ(order, "12l");
}

TEST_F(LocksTest, AUnitThatWasHandedOverCannotBeSnatched)
{
    smp.run([&] {
        Semaphore gate{"gate", 0};
        auto body = [&] { gate.down(), order += 'w'; };
        auto waiter = spawn("waiter", body);
        kernel::yield();
        gate.up();
        EXPECT_FALSE(gate.try_down());
        waiter->join();
    });
    EXPECT_EQ(order, "w");
}

TEST_F(LocksTest, AWaitForAUnitEndsWhenItsTimeIsUp)
{
    smp.run([&] {
        Semaphore gate{"gate", 0};
        auto const before = kernel::clock::now();
        EXPECT_FALSE(gate.down_for(10));
        EXPECT_GE(kernel::clock::now() - before, 10u);
        gate.up(); // nobody is left to hand it to
        EXPECT_TRUE(gate.try_down());
    });
}

TEST_F(LocksTest, AUnitInTimeEndsTheWait)
{
    smp.run([&] {
        Semaphore gate{"gate", 0};
        auto body = [&] { kernel::sleep_ticks(5), gate.up(); };
        auto giver = spawn("giver", body);
        EXPECT_TRUE(gate.down_for(1000));
        giver->join();
        kernel::sleep_ticks(1100); // the timer of the wait is gone with it
    });
}

TEST_F(LocksTest, ATimeLimitOfNoTicksStillWaitsForTheNextOne)
{
    smp.run([&] {
        Semaphore gate{"gate", 0};
        EXPECT_FALSE(gate.down_for(0));
    });
}

TEST_F(LocksTest, ACompletionThatCameFirstIsNotLost)
{
    smp.run([&] {
        Completion done{"done"};
        done.complete();
        done.complete();
        done.wait();
        done.wait();
        EXPECT_FALSE(done.wait_for(3));
    });
}

TEST_F(LocksTest, ATimeThatIsUpBeforeTheWaitEndsIt)
{
    smp.run([&] {
        lib::SpinLock lock{lib::LockRank::Wait};
        kernel::WaitQueue queue{kernel::WaitKind::Other, "queue"};
        kernel::Deadline deadline{lock, 1};
        sim::tick_here();
        lib::IrqSpinGuard const guard{lock};
        EXPECT_EQ(queue.wait(lock, deadline), kernel::Woken::TimedOut);
    });
}

TEST_F(LocksTest, AnUnparkForNoReasonEndsNoWait)
{
    smp.run([&] {
        Completion done{"done"};
        auto waker = [&, boot = &kernel::current()] {
            kernel::unpark(*boot);
            kernel::yield();
            order += '1';
            done.complete();
        };
        auto thread = spawn("waker", waker);
        done.wait();
        order += '2';
        thread->join();
    });
    EXPECT_EQ(order, "12");
}

TEST_F(LocksTest, CompleteWakesOneAndCompleteAllEverybodyForGood)
{
    smp.run([&] {
        Completion done{"done"};
        u32 woken = 0;
        auto body = [&] { done.wait(), ++woken; };
        std::vector<kernel::ThreadHandle> threads;
        for (int count = 0; count < 5; ++count) threads.push_back(*spawn("waiter", body));
        kernel::yield();
        done.complete();
        kernel::yield(), kernel::yield();
        EXPECT_EQ(woken, 1u);
        done.complete_all();
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(woken, 5u);
        done.complete(); // changes nothing any more
        done.wait();
        done.wait();
    });
}

TEST_F(LocksTest, AnInterruptMayWake)
{
    smp.run([&] {
        Completion done{"done"};
        auto body = [&] { done.wait(), order += 'w'; };
        auto waiter = spawn("waiter", body, {.priority = Priority::High});
        sim::interrupt_here([&] { done.complete(); });
        order += 'b';
        waiter->join();
    });
    EXPECT_EQ(order, "wb");
}

} // namespace
