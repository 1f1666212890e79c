// SPDX-License-Identifier: MIT
// The zoo's books: rows go to the column of their specimen, and only if it has done what it promises.
#include "runs/test/zoo/score.hpp"

#include <array>
#include <gtest/gtest.h>

namespace kernel::zoo {
namespace {

constexpr std::array kThree{
    Specimen{.name = "zoo_a", .rows = "Z1 Z2", .found = Found::AtOnce},
    Specimen{.name = "zoo_b", .rows = "Z3", .found = Found::ByType},
    Specimen{.name = "zoo_c", .rows = "", .found = Found::Never},
};

TEST(ZooScore, RowsAreCountedInTheColumnOfTheirSpecimen)
{
    std::array const outcomes{Outcome::AsExpected, Outcome::AsExpected, Outcome::AsExpected};
    Score const score = count_rows(kThree, outcomes);
    EXPECT_EQ(score.at_once, 2u);
    EXPECT_EQ(score.by_type, 1u);
    EXPECT_EQ(score.never, 0u); // a specimen of our own invention stands for no row
    EXPECT_EQ(score.covered(), 3u);
    EXPECT_EQ(score.prevented(), 3u);
}

TEST(ZooScore, WhatWasMissedCoversNothing)
{
    std::array const outcomes{Outcome::Missed, Outcome::AsExpected, Outcome::AsExpected};
    Score const score = count_rows(kThree, outcomes);
    EXPECT_EQ(score.missed, 2u);
    EXPECT_EQ(score.covered(), 1u);
}

TEST(ZooScore, WhatWasNotShownIsSaidAlsoIfItStandsForNoRow)
{
    std::array const outcomes{Outcome::AsExpected, Outcome::Skipped, Outcome::NotRun};
    Score const score = count_rows(kThree, outcomes);
    EXPECT_EQ(score.not_shown, 2u);
    EXPECT_EQ(score.covered(), 2u);
}

} // namespace
} // namespace kernel::zoo
