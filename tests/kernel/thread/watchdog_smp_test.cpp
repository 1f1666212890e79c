// SPDX-License-Identifier: MIT
#include "kernel/thread/clock.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/watchdog.hpp"
#include "lib/irq_guard.hpp"
#include "lib/preempt_guard.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>

namespace {

using lib::ReportKind;

constexpr u32 kLimit = kernel::kStallSeconds * kernel::clock::kDefaultHz;

void ticks_here(u32 count)
{
    while (count-- != 0) sim::tick_here();
}

TEST(Watchdog, ACpuThatMovesIsNotStalled)
{
    kernel::Stall stall;
    for (u32 tick = 0; tick < 100; ++tick) EXPECT_FALSE(kernel::stalled(stall, 1, tick / 9, 10));
}

TEST(Watchdog, ACpuThatDoesNotMoveIsStalledAfterTheLimit)
{
    kernel::Stall stall;
    EXPECT_FALSE(kernel::stalled(stall, 1, 5, 3)); // seen for the first time
    EXPECT_FALSE(kernel::stalled(stall, 1, 5, 3));
    EXPECT_FALSE(kernel::stalled(stall, 1, 5, 3));
    EXPECT_TRUE(kernel::stalled(stall, 1, 5, 3));
    EXPECT_FALSE(kernel::stalled(stall, 2, 5, 3)); // another CPU by now
}

TEST(Watchdog, AStallThatWasSurvivedIsNotReportedAgainAtTheNextTick)
{
    kernel::Stall stall;
    EXPECT_FALSE(kernel::stalled(stall, 1, 5, 2)); // seen for the first time
    EXPECT_FALSE(kernel::stalled(stall, 1, 5, 2));
    EXPECT_TRUE(kernel::stalled(stall, 1, 5, 2));
    EXPECT_FALSE(kernel::stalled(stall, 1, 5, 2));
}

TEST(Watchdog, AnEndlessLoopWithPreemptionOffIsStopped)
{
    sim::Smp smp;
    EXPECT_STOP_SAYING(ReportKind::Stalled, "CPU 0 has not scheduled for 10 s; it runs thread boot",
                       smp.run([] {
                           lib::PreemptGuard const guard;
                           ticks_here(kLimit + 1);
                       }));
}

TEST(Watchdog, AnEndlessLoopWithPreemptionOnIsFine)
{
    sim::Smp smp;
    smp.run([] { ticks_here(2 * kLimit); });
}

TEST(Watchdog, AnotherCpuFindsTheOneWithInterruptsOff)
{
    sim::Smp smp{2};
    EXPECT_STOP_SAYING(ReportKind::Stalled, "CPU 0 has not scheduled", smp.run([] {
        lib::IrqGuard const guard;
        for (u32 tick = 0; tick < kLimit + 5; ++tick) {
            sim::raise_tick(1);
            hw::pause(); // lets CPU 1 run
        }
    }));
}

} // namespace
