// SPDX-License-Identifier: MIT
// From ticks of repetitions to the cost of one operation.
#include "runs/bench/samples.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <utility>

namespace {

using kernel::bench::cost;
using kernel::bench::LoopCost;
using kernel::bench::Samples;

/// Repetitions that took 1, 2, 3 ... times `step` ticks, the longest first.
Samples steps(u64 step, u32 turns, u32 operations = 1)
{
    Samples samples{{}, turns, operations};
    u64 ticks = samples.ticks.size() * step;
    for (u64& each : samples.ticks) each = std::exchange(ticks, ticks - step);
    return samples;
}

constexpr LoopCost kNoLoop{};

TEST(BenchSamples, LeastAndMedianAreFoundInAnyOrder)
{
    auto const each = cost(steps(100, 10), kNoLoop);
    EXPECT_EQ(each.least, 10'000u);
    EXPECT_EQ(each.median, 60'000u);
}

TEST(BenchSamples, CostIsForOneOperationInThousandths)
{
    EXPECT_EQ(cost(steps(1, 2, 4), kNoLoop).least, 125u);
}

TEST(BenchSamples, LoopIsTakenOffInProportionToItsTurns)
{
    LoopCost const three_ticks_a_turn{.ticks = 60'000, .turns = 20'000};
    EXPECT_EQ(cost(steps(1000, 100), three_ticks_a_turn).least, 7'000u);
}

TEST(BenchSamples, LoopThatWasTakenOffAlreadyIsNotTakenOffAgain)
{
    auto samples = steps(1000, 100);
    samples.loop_is_in = false;
    EXPECT_EQ(cost(samples, LoopCost{.ticks = 300, .turns = 100}).least, 10'000u);
}

TEST(BenchSamples, RepetitionAsShortAsTheLoopCostsNothing)
{
    EXPECT_EQ(cost(steps(10, 10), LoopCost{.ticks = 30, .turns = 10}).least, 0u);
}

TEST(BenchSamples, LongRepetitionsDoNotOverflow)
{
    u64 const hour_at_4_ghz = 3600ull * 4'000'000'000;
    EXPECT_EQ(cost(steps(hour_at_4_ghz, 1), LoopCost{.ticks = 0, .turns = 1}).least, hour_at_4_ghz * 1000);
}

TEST(BenchSamples, QuickestRepetitionOfTheEmptyLoopCounts)
{
    auto const loop = loop_cost(steps(7, 20));
    EXPECT_EQ(loop.ticks, 7u);
    EXPECT_EQ(loop.turns, 20u);
}

TEST(BenchSamples, OneBenchmarkWithoutAnotherIsTheirDifference)
{
    auto const rest = without(steps(100, 10), steps(30, 10));
    EXPECT_EQ(cost(rest, LoopCost{.ticks = 1000, .turns = 10}).least, 7'000u);
}

} // namespace
