// SPDX-License-Identifier: MIT
#include "kernel/check/by_mistake.hpp"
#include "kernel/sync/mutex.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/spin_lock.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using kernel::Mutex;
using kernel::MutexGuard;
using kernel::Priority;
using kernel::spawn;
using lib::LockRank;
using lib::ReportKind;

struct MutexTest : testing::Test {
    sim::Smp smp;
    Mutex outer{LockRank::TestOuter, "outer"};
    Mutex middle{LockRank::TestMiddle, "middle"};
    Mutex inner{LockRank::TestInner, "inner"};
    std::string order;
};

TEST_F(MutexTest, OnlyOneIsInside)
{
    smp.run([&] {
        u32 inside = 0, rounds = 0;
        auto body = [&] {
            for (int round = 0; round < 10; ++round) {
                MutexGuard const guard{outer};
                EXPECT_EQ(++inside, 1u);
                kernel::yield();
                --inside, ++rounds;
            }
        };
        std::vector<kernel::ThreadHandle> threads;
        for (int count = 0; count < 10; ++count) threads.push_back(*spawn("worker", body));
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(rounds, 100u);
        EXPECT_EQ(outer.holder(), nullptr);
    });
}

TEST_F(MutexTest, TryLockDoesNotWait)
{
    smp.run([&] {
        auto body = [&] {
            if (outer.try_lock())
                outer.unlock(), order += 'y';
            else
                order += 'n';
        };
        {
            MutexGuard const guard{outer};
            spawn("other", body)->join();
        }
        spawn("other", body)->join();
    });
    EXPECT_EQ(order, "ny");
}

TEST_F(MutexTest, ItGoesToTheMostUrgentWaiterThenToTheOneThatCameFirst)
{
    smp.run([&] {
        std::vector<kernel::ThreadHandle> threads;
        auto wait = [&](char letter) {
            MutexGuard const guard{outer};
            order += letter;
        };
        auto low = [&] { wait('l'); };
        auto first = [&] { wait('1'); };
        auto second = [&] { wait('2'); };
        {
            MutexGuard const guard{outer};
            threads.push_back(*spawn("low", low, {.priority = Priority::Normal}));
            kernel::yield();
            threads.push_back(*spawn("first", first, {.priority = Priority::High}));
            threads.push_back(*spawn("second", second, {.priority = Priority::High}));
        }
        for (auto& thread : threads) thread.join();
    });
    EXPECT_EQ(order, "12l");
}

TEST_F(MutexTest, AWaitEndsWhenItsTimeIsUp)
{
    smp.run([&] {
        auto body = [&] {
            bool const got_it = outer.lock_for(5);
            order += got_it ? 'y' : 'n';
            if (got_it) outer.unlock();
        };
        outer.lock();
        spawn("impatient", body)->join();
        auto patient = spawn("patient", body);
        kernel::sleep_ticks(2);
        outer.unlock();
        patient->join();
        EXPECT_EQ(outer.holder(), nullptr);
    });
    EXPECT_EQ(order, "ny");
}

TEST_F(MutexTest, TakingItTwiceIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::LockTwice, "thread boot takes mutex outer", smp.run([&] {
        MutexGuard const guard{outer};
        static_cast<void>(outer.lock_for(1));
    }));
}

TEST_F(MutexTest, TakingItAgainstTheOrderOfRanksIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::LockOrder,
                       "takes mutex outer of rank TestOuter while it holds one of rank TestInner",
                       smp.run([&] {
                           MutexGuard const first{inner};
                           MutexGuard const second{outer};
                       }));
}

TEST_F(MutexTest, ReleasingWhatAnotherThreadHoldsIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::LockOwner, "thread thief releases mutex outer, which is held by boot",
                       smp.run([&] {
                           MutexGuard const guard{outer};
                           auto body = [&] { kernel::by_mistake<&Mutex::unlock>(outer); };
                           spawn("thief", body)->join();
                       }));
}

TEST_F(MutexTest, ReleasingWhatNobodyHoldsIsStopped)
{
    auto const body = [&] { kernel::by_mistake<&Mutex::unlock>(outer); };
    EXPECT_STOP_SAYING(ReportKind::LockOwner, "held by nobody", smp.run(body));
}

TEST_F(MutexTest, TakingItInAnInterruptIsStopped)
{
    EXPECT_STOP(ReportKind::SleepInAtomic,
                smp.run([&] { sim::interrupt_here([&] { MutexGuard const guard{outer}; }); }));
}

TEST_F(MutexTest, TakingItWithASpinLockHeldIsStoppedThoughItIsFree)
{
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "Mutex::lock() may sleep", smp.run([&] {
        lib::SpinLock lock{LockRank::TestOuter};
        lib::SpinGuard const guard{lock};
        MutexGuard const wrong{inner};
    }));
}

// Ranks make a circle impossible; where not everybody obeys them (here, a thread lies about what it holds),
// the circle itself is found.
TEST_F(MutexTest, ACircleOfWaitersIsStoppedAndNamed)
{
    Mutex left{LockRank::TestOuter, "left"}, right{LockRank::TestMiddle, "right"};
    auto const body = [&] {
        kernel::Completion has_right{"has right"};
        auto other = [&] {
            kernel::MutexGuard const has{right};
            has_right.complete();
            kernel::current().mutex_ranks = 0; // it lies about what it holds
            kernel::MutexGuard const wants{left};
        };
        MutexGuard const guard{left};
        auto thread = spawn("other", other);
        has_right.wait();
        kernel::yield();
        MutexGuard const second{right};
    };
    EXPECT_STOP_SAYING(ReportKind::Deadlock,
                       "thread boot would wait for ever for mutex right\n"
                       "boot waits for right, held by other\nother waits for left, held by boot",
                       smp.run(body));
}

} // namespace
