// SPDX-License-Identifier: MIT
#include "kernel/thread/clock.hpp"

#include <gtest/gtest.h>

namespace {

using kernel::Tick;
namespace clock_of = kernel::clock;

struct ClockTest : testing::Test {
    ~ClockTest() override { clock_of::set_hz(clock_of::kDefaultHz); }
};

TEST_F(ClockTest, MomentsCompareAcrossTheWrapAround)
{
    EXPECT_TRUE(is_before(Tick{1}, Tick{2}));
    EXPECT_FALSE(is_before(Tick{2}, Tick{2}));
    EXPECT_TRUE(is_before(Tick{~0u}, Tick{3}));
    EXPECT_FALSE(is_before(Tick{3}, Tick{~0u}));
    EXPECT_EQ(Tick{3} - Tick{~0u}, 4u);
}

TEST_F(ClockTest, AWaitIsNeverShorterThanAsked)
{
    clock_of::set_hz(250); // 4 ms per tick; the first one may be nearly over
    EXPECT_EQ(clock_of::ticks_for_ms(0), 1u);
    EXPECT_EQ(clock_of::ticks_for_ms(1), 2u);
    EXPECT_EQ(clock_of::ticks_for_ms(4), 2u);
    EXPECT_EQ(clock_of::ticks_for_ms(5), 3u);
    clock_of::set_hz(10'000);
    EXPECT_EQ(clock_of::ticks_for_ms(1), 11u);
}

TEST_F(ClockTest, AHugeWaitIsCutWhereTicksStillCompare)
{
    clock_of::set_hz(10'000);
    EXPECT_EQ(clock_of::ticks_for_ms(~0u), kernel::kMaxWaitTicks);
    EXPECT_TRUE(is_before(Tick{5}, Tick{5} + kernel::kMaxWaitTicks));
}

TEST_F(ClockTest, AMachineWithoutATickIsKnownAsOne)
{
    clock_of::set_interrupts(false);
    EXPECT_FALSE(clock_of::interrupts());
    clock_of::set_interrupts(true);
    EXPECT_TRUE(clock_of::interrupts());
}

} // namespace
