// SPDX-License-Identifier: MIT
// Races, each in every run that is possible with up to two forced switches between CPUs at any step. A lost
// wake-up shows as sim::Stuck, a thread used after its end under AddressSanitizer, the rest by what the
// tests expect.
#include "kernel/sync/inheritance.hpp"
#include "kernel/sync/mutex.hpp"
#include "kernel/sync/semaphore.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/irq_guard.hpp"
#include "tests/smp/explore.hpp"

#include <gtest/gtest.h>
#include <iostream>

namespace {

using kernel::Priority;
using kernel::spawn;
using lib::CpuMask;

constexpr kernel::ThreadOptions kOnCpu1{.affinity = CpuMask::of(1)};

/// Runs `body` on CPU 0 of two, in every way.
void in_every_way(u32 forced_switches, std::function<void()> const& body)
{
    u64 const runs = sim::explore(forced_switches, [&](sim::Explorer& explorer) {
        sim::Smp smp{2};
        smp.use(explorer);
        smp.run(body);
    });
    testing::Test::RecordProperty("runs", static_cast<int>(runs));
    std::cout << "             " << runs << " runs\n";
    EXPECT_GT(runs, 100u); // otherwise nothing was tried
}

TEST(Race, AWakeUpIsNotLostHoweverItMeetsTheGoingToSleep)
{
    in_every_way(2, [] {
        kernel::Completion done{"done"};
        auto body = [&] { done.wait(); };
        auto waiter = spawn("waiter", body, kOnCpu1);
        done.complete();
        waiter->join();
    });
}

TEST(Race, AnUnparkIsNotLost)
{
    in_every_way(2, [] {
        bool told = false;
        kernel::Completion may_end{"may end"}; // only a thread that exists can be unparked
        auto body = [&] {
            while (!told) kernel::park();
            may_end.wait();
        };
        auto sleeper = spawn("sleeper", body, kOnCpu1);
        told = true;
        kernel::unpark(sleeper->thread());
        may_end.complete();
        sleeper->join();
    });
}

TEST(Race, AThreadIsGoneOnlyWhenItsStackIsNoLongerInUse)
{
    in_every_way(2, [] {
        auto body = [] {};
        for (int count = 0; count < 2; ++count)
            spawn("short", body, kOnCpu1)->join(); // the stack is used again
    });
}

TEST(Race, AUnitIsEitherTakenOrLeftWhenTheTimeIsUpMeanwhile)
{
    in_every_way(2, [] {
        kernel::Semaphore gate{"gate", 0};
        u32 taken = 0;
        auto body = [&] { taken = gate.down_for(1) ? 1 : 0; };
        auto waiter = spawn("waiter", body, kOnCpu1);
        sim::raise_tick(0); // it keeps the time
        sim::raise_tick(1);
        gate.up();
        waiter->join();
        EXPECT_EQ(taken + gate.units(), 1u);
    });
}

TEST(Race, ASemaphoreCountsRight)
{
    in_every_way(2, [] {
        kernel::Semaphore room{"room", 1};
        u32 inside = 0;
        auto const visit = [&] {
            room.down();
            EXPECT_EQ(++inside, 1u);
            sim::compute();
            --inside;
            room.up();
        };
        auto body = [&] { visit(), visit(); };
        auto guest = spawn("guest", body, kOnCpu1);
        visit(), visit();
        guest->join();
        EXPECT_EQ(room.units(), 1u);
    });
}

TEST(Race, AMutexIsHeldByOneAndFreeInTheEnd)
{
    in_every_way(2, [] {
        kernel::Mutex mutex{lib::LockRank::TestOuter, "mutex"};
        u32 inside = 0;
        auto body = [&] {
            kernel::MutexGuard const guard{mutex};
            EXPECT_EQ(++inside, 1u);
            sim::compute();
            --inside;
        };
        auto other = spawn("other", body, kOnCpu1);
        body();
        other->join();
        EXPECT_EQ(mutex.holder(), nullptr);
        bool const taken = mutex.try_lock(); // by the fast path: no waiter is left in its word
        EXPECT_TRUE(taken);
        if (taken) mutex.unlock();
    });
}

TEST(Race, AReleaseThatMeetsTheEndOfAWaitLeavesTheMutexFreeAndNoPriorityBehind)
{
    in_every_way(2, [] {
        kernel::Mutex mutex{lib::LockRank::TestOuter, "mutex"};
        auto body = [&] {
            if (mutex.lock_for(1)) mutex.unlock();
        };
        mutex.lock();
        auto urgent = spawn("urgent", body, {.priority = Priority::High, .affinity = CpuMask::of(1)});
        sim::raise_tick(0);
        sim::raise_tick(1);
        mutex.unlock();
        urgent->join();
        EXPECT_EQ(mutex.holder(), nullptr);
        EXPECT_EQ(kernel::current().priority.get(), Priority::Normal);
        lib::IrqSpinGuard const guard{kernel::inheritance_lock};
        EXPECT_EQ(kernel::current().contended.front(), nullptr);
    });
}

// From the moment on that the last waiter has given up, the holder may release without a lock, end, and be
// gone: nobody may look at it any more.
TEST(Race, AHolderMayBeGoneAsSoonAsItsLastWaiterHasGivenUp)
{
    in_every_way(2, [] {
        kernel::Mutex mutex{lib::LockRank::TestOuter, "mutex"};
        kernel::Completion held{"held"}, go{"go"};
        auto holds = [&] {
            mutex.lock();
            held.complete();
            go.wait();
            mutex.unlock();
        };
        auto gives_up = [&] {
            if (mutex.lock_for(1)) mutex.unlock();
        };
        auto holder = spawn("holder", holds, {.affinity = CpuMask::of(0)});
        held.wait();
        auto urgent = spawn("urgent", gives_up, {.priority = Priority::High, .affinity = CpuMask::of(1)});
        while (urgent->thread().waiting_in.load(lib::MemoryOrder::Relaxed) == nullptr) hw::pause();
        sim::raise_tick(0);
        sim::raise_tick(1);
        go.complete();
        holder->join();
        urgent->join();
        EXPECT_EQ(mutex.holder(), nullptr);
    });
}

TEST(Race, APriorityChangesWhereverTheThreadIsOnItsWay)
{
    in_every_way(2, [] {
        kernel::Completion go{"go"};
        auto body = [&] { go.wait(), kernel::yield(); };
        auto wanderer = spawn("wanderer", body); // any CPU, so it is also taken and placed
        kernel::set_priority(wanderer->thread(), Priority::High);
        go.complete();
        kernel::set_priority(wanderer->thread(), Priority::Low);
        wanderer->join();
    });
}

TEST(Race, AThreadThatIsSentAwayGoesOnElsewhere)
{
    in_every_way(2, [] {
        auto body = [] {
            for (int round = 0; round < 3; ++round) kernel::yield();
        };
        auto wanderer = spawn("wanderer", body, kOnCpu1);
        kernel::set_affinity(wanderer->thread(), CpuMask::of(0));
        kernel::set_affinity(wanderer->thread(), CpuMask::of(1));
        wanderer->join();
    });
}

// Its way leads from the lock of one CPU to that of the next, and between them its affinity may change.
TEST(Race, AThreadOnItsWayToACpuDoesNotRunThereOnceItMayNot)
{
    in_every_way(2, [] {
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
        auto wanderer = spawn("wanderer", body, {.priority = Priority::High, .affinity = CpuMask::of(1)});
        auto waker = spawn("waker", waker_body, kOnCpu1);
        waits.wait();
        kernel::set_affinity(wanderer->thread(), CpuMask::of(0));
        wake.complete();
        kernel::set_affinity(wanderer->thread(), CpuMask::of(1));
        waker->join(), wanderer->join();
    });
}

TEST(Race, WhoHoldsMigrationDisabledStaysWhileItsCpuIsRobbed)
{
    in_every_way(2, [] {
        auto body = [] {
            kernel::migrate_disable();
            u32 const home = kernel::current().cpu.get();
            for (int round = 0; round < 2; ++round) {
                kernel::yield();
                EXPECT_EQ(hw::this_cpu().index, home);
            }
            kernel::migrate_enable();
        };
        auto one = spawn("one", body), two = spawn("two", body);
        one->join(), two->join();
    });
}

} // namespace
