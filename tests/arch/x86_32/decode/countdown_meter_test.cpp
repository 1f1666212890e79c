// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/countdown_meter.hpp"

#include <gtest/gtest.h>

namespace {

using arch::CountdownMeter;

TEST(CountdownMeter, AddsUpWhatTheCounterWentDown)
{
    CountdownMeter meter{1000};
    meter.read(900);
    meter.read(650);
    EXPECT_EQ(meter.ticks(), 350u);
}

TEST(CountdownMeter, GoesOnAcrossZero)
{
    CountdownMeter meter{10};
    meter.read(0xFFFB);
    EXPECT_EQ(meter.ticks(), 15u);
    for (int turn = 0; turn < 8; ++turn) {
        meter.read(0x7FFB);
        meter.read(0xFFFB);
    }
    EXPECT_EQ(meter.ticks(), 15u + 8 * 0x1'0000);
}

TEST(CountdownMeter, CounterThatStandsStillIsStuck)
{
    CountdownMeter meter{0xFFFF}; // what a missing PIT reads as
    for (u32 reading = 0; reading < CountdownMeter::kStuckReadings; ++reading) {
        EXPECT_FALSE(meter.stuck());
        meter.read(0xFFFF);
    }
    EXPECT_TRUE(meter.stuck());
    EXPECT_EQ(meter.ticks(), 0u);
}

TEST(CountdownMeter, SlowCounterIsNotStuck)
{
    CountdownMeter meter{100};
    for (u16 value = 99; value > 90; --value)
        for (u32 reading = 0; reading < CountdownMeter::kStuckReadings; ++reading) meter.read(value);
    EXPECT_FALSE(meter.stuck());
}

} // namespace
