// SPDX-License-Identifier: MIT
// Locks that are watched, on CPUs that interrupts reach: mistakes that have not yet made anybody wait.
#include "kernel/check/by_mistake.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "kernel/thread/timer.hpp"
#include "lib/lock_watch.hpp"
#include "lib/spin_lock.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>

namespace {

using lib::LockRank;
using lib::ReportKind;

struct LockWatch : testing::Test {
    sim::Smp smp{2};
    lib::SpinLock outer{LockRank::TestOuter}, inner{LockRank::TestInner}, other_inner{LockRank::TestInner};

    void take_with_interrupts_on(lib::SpinLock& lock) { lib::SpinGuard const guard{lock}; }
    void take_with_interrupts_off(lib::SpinLock& lock) { lib::IrqSpinGuard const guard{lock}; }
    void take_in_interrupt(lib::SpinLock& lock)
    {
        sim::interrupt_here([&] { lib::SpinGuard const guard{lock}; });
    }
    void take_inner_under_outer()
    {
        lib::IrqSpinGuard const guard{outer};
        lib::SpinGuard const second{inner};
    }
};

TEST_F(LockWatch, InterruptsAndCodeThatTurnsThemOffMayShareALock)
{
    smp.run([this] {
        take_with_interrupts_off(inner);
        take_in_interrupt(inner);
        take_with_interrupts_on(outer);
    });
    EXPECT_EQ(lib::lock_graph().in_interrupts() & lib::rank_bit(LockRank::TestInner),
              lib::rank_bit(LockRank::TestInner));
}

TEST_F(LockWatch, LockTakenWithInterruptsOnAndThenInOneIsReportedThere)
{
    EXPECT_STOP_SAYING(ReportKind::LockContext, "TestInner is held since code ", smp.run([this] {
        take_with_interrupts_on(inner);
        take_in_interrupt(inner);
    }));
}

TEST_F(LockWatch, OneLockOfAClassStandsForAll)
{
    EXPECT_STOP_SAYING(ReportKind::LockContext, "TestInner", smp.run([this] {
        take_in_interrupt(inner);
        take_with_interrupts_on(other_inner);
    }));
}

// No rank forbids it: in the handler only `outer` is taken, and elsewhere `inner` comes after it.
TEST_F(LockWatch, InterruptThatWaitsForAWholeChainIsReported)
{
    EXPECT_STOP_SAYING(ReportKind::LockOrder, "TestOuter is taken at code ", smp.run([this] {
        take_in_interrupt(outer);
        take_inner_under_outer();
        take_with_interrupts_on(inner);
    }));
}

TEST_F(LockWatch, WhoeverOnlyTriesWaitsForNobody)
{
    smp.run([this] {
        take_with_interrupts_on(inner);
        sim::interrupt_here([this] {
            if (inner.try_lock()) inner.unlock();
        });
    });
}

TEST_F(LockWatch, WhatWasOnlyTriedIsHeldAllTheSame)
{
    EXPECT_STOP(ReportKind::LockContext, smp.run([this] {
        {
            lib::PreemptGuard const stay;
            if (inner.try_lock()) inner.unlock();
        }
        take_in_interrupt(inner);
    }));
}

TEST_F(LockWatch, LocksOfTheInterruptedCodeAreNotThoseOfTheHandler)
{
    smp.run([this] {
        lib::SpinGuard const guard{inner};
        sim::interrupt_here([this] { lib::SpinGuard const second{outer}; });
    });
    EXPECT_EQ(lib::lock_graph().taken_under(static_cast<u32>(LockRank::TestInner)), 0u);
}

TEST_F(LockWatch, WrongRankIsReportedWithThePlaceOfTheLockThatIsHeld)
{
    EXPECT_STOP_SAYING(ReportKind::LockOrder, "TestInner is held since code ", smp.run([this] {
        lib::SpinGuard const guard{inner};
        kernel::by_mistake<&lib::SpinLock::lock>(outer);
    }));
}

TEST_F(LockWatch, OtherCpusLearnOfItInTheirNextInterrupt)
{
    smp.run([this] {
        lib::watch_locks(false);
        auto const elsewhere = [&](std::function<void()> body) {
            static_cast<void>(kernel::spawn("other", body, {.affinity = lib::CpuMask::of(1)}));
        };
        u32 const bit = lib::rank_bit(LockRank::TestInner);
        elsewhere([] { sim::tick_here(); });
        elsewhere([this] { take_with_interrupts_on(inner); });
        EXPECT_EQ(lib::lock_graph().with_interrupts_on() & bit, 0u);
        lib::watch_locks(true);
        elsewhere([] { sim::tick_here(); });
        elsewhere([this] { take_with_interrupts_on(inner); });
        EXPECT_EQ(lib::lock_graph().with_interrupts_on() & bit, bit);
    });
}

// Without the word: what can be seen of one lock alone.

struct LockInterrupted : LockWatch {
    LockInterrupted()
    {
        lib::watch_locks(false);
        lib::g_held_ranks.fill(0);
    }
};

TEST_F(LockInterrupted, InterruptThatTakesTheLockOfTheInterruptedCodeIsReportedNotWaitedOut)
{
    EXPECT_STOP_SAYING(ReportKind::LockTwice, "the code that it interrupted holds it", smp.run([this] {
        lib::SpinGuard const guard{inner};
        take_in_interrupt(inner);
    }));
}

/// Takes a lock in the tick of its CPU.
struct TakesInTick : kernel::CpuTimer {
    explicit TakesInTick(lib::SpinLock& wanted) : CpuTimer{&TakesInTick::call}, lock{wanted} { arm(2); }
    static void call(CpuTimer& timer) { lib::SpinGuard const guard{static_cast<TakesInTick&>(timer).lock}; }
    lib::SpinLock& lock;
};

struct TakeTurns final : sim::Chooser {
    u32 next(u32 now, lib::CpuMask able) override { return able.contains(1 - now) ? 1 - now : able.first(); }
};

TEST_F(LockInterrupted, SoIsOneThatStandsBehindTheInterruptedCodeInTheLine)
{
    TakeTurns turns;
    smp.use(turns);
    lib::SpinLock lock{LockRank::TestTickOuter};
    bool held = false, go = false;
    std::function<void()> hold = [&] {
        lib::SpinGuard const guard{lock};
        held = true;
        while (!go) sim::compute();
    };
    EXPECT_STOP_SAYING(ReportKind::LockTwice, "the code that it interrupted waits for it", smp.run([&] {
        auto const holder = *kernel::spawn("holder", hold, {.affinity = lib::CpuMask::of(1)});
        while (!held) kernel::yield();
        TakesInTick const timer{lock};
        smp.tick_every(50);
        lib::SpinGuard const guard{lock};
    }));
}

} // namespace
