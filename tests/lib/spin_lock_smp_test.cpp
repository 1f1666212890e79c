// SPDX-License-Identifier: MIT
// The ticket lock's try_lock(): what it takes, and that trying in vain leaves nothing behind.
#include "kernel/check/by_mistake.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/spin_lock.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>

namespace {

/// A step of one CPU, then a step of the other, as if they ran at once.
struct TakeTurns final : sim::Chooser {
    u32 next(u32 now, lib::CpuMask able) override { return able.contains(1 - now) ? 1 - now : able.first(); }
};

struct SpinLockTest : testing::Test {
    SpinLockTest() { smp.use(turns); }

    sim::Smp smp{2};
    TakeTurns turns;
    lib::SpinLock lock{lib::LockRank::TestInner};
    bool go = true, tried = false, taken = false;

    /// A thread on CPU 1 tries once, and gives back what it got.
    kernel::ThreadHandle try_on_the_other_cpu()
    {
        tried = taken = false;
        return *kernel::spawn("tries", trial, {.affinity = lib::CpuMask::of(1)});
    }
    std::function<void()> trial = [this] {
        while (!go) sim::compute();
        lib::PreemptGuard const guard;
        if (lock.try_lock()) {
            taken = true;
            lock.unlock();
        }
        EXPECT_EQ(lib::held_lock_ranks(), 0u);
        tried = true;
    };
};

TEST_F(SpinLockTest, TryingTakesAFreeLock)
{
    smp.run([this] {
        static_cast<void>(try_on_the_other_cpu());
        EXPECT_TRUE(taken);
        lib::SpinGuard const guard{lock}; // it was given back whole
    });
}

TEST_F(SpinLockTest, TryingAHeldLockFailsAndTakesNoPlaceInTheLine)
{
    smp.run([this] {
        go = false;
        auto const thread = try_on_the_other_cpu();
        {
            lib::SpinGuard const guard{lock};
            go = true;
            while (!tried) sim::compute();
        }
        EXPECT_FALSE(taken);
        lib::SpinGuard const guard{lock}; // would wait for ever behind a number that nobody gives back
    });
}

TEST_F(SpinLockTest, TryingTheLockOneHoldsIsStopped)
{
    EXPECT_STOP(lib::ReportKind::LockTwice, smp.run([this] {
        lib::SpinGuard const guard{lock};
        static_cast<void>(kernel::by_mistake<&lib::SpinLock::try_lock>(lock));
    }));
}

} // namespace
