// SPDX-License-Identifier: MIT
// A spin lock after a report that a test expected. What it does between CPUs:
// tests/lib/spin_lock_smp_test.cpp.
#include "kernel/check/by_mistake.hpp"
#include "lib/spin_lock.hpp"
#include "tests/sim/processor.hpp"
#include "tests/sim/stop.hpp"

#include <gtest/gtest.h>

namespace {

TEST(SpinLockReport, OfAnInterruptThatWaitsForItsOwnCpuLeavesTheLineAsItWas)
{
    sim::reset_cpus();
    lib::SpinLock lock{lib::LockRank::TestInner};
    {
        lib::SpinGuard const guard{lock};
        lib::RankContext const interrupt;
        EXPECT_STOP_SAYING(lib::ReportKind::LockTwice, "in an interrupt",
                           kernel::by_mistake<&lib::SpinLock::lock>(lock));
        EXPECT_EQ(lib::held_lock_ranks(), 0u);
    }
    lib::SpinGuard const guard{lock}; // would wait for ever behind a number that nobody gives back
}

} // namespace
