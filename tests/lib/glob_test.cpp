// SPDX-License-Identifier: MIT
// Which names a pattern chooses.
#include "lib/glob.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using lib::glob_matches;

TEST(Glob, PlainTextMatchesOnlyItself)
{
    EXPECT_TRUE(glob_matches("kmap", "kmap"));
    EXPECT_FALSE(glob_matches("kmap", "kmap_local"));
    EXPECT_FALSE(glob_matches("kmap_local", "kmap"));
}

TEST(Glob, StarStandsForAnythingOrNothing)
{
    EXPECT_TRUE(glob_matches("*", ""));
    EXPECT_TRUE(glob_matches("kmap*", "kmap"));
    EXPECT_TRUE(glob_matches("*local", "kmap_local"));
    EXPECT_TRUE(glob_matches("k*_*l", "kmap_local"));
    EXPECT_FALSE(glob_matches("k*_*x", "kmap_local"));
}

TEST(Glob, QuestionMarkStandsForExactlyOne)
{
    EXPECT_TRUE(glob_matches("pt?", "pte"));
    EXPECT_FALSE(glob_matches("pt?", "pt"));
}

TEST(Glob, LaterStarCanTakeWhatAnEarlierMatchLeft) { EXPECT_TRUE(glob_matches("*ab*ab", "abxabyab")); }

TEST(Glob, ManyStarsAgainstALongNearMissEnd)
{
    std::string const near_miss(2000, 'a');
    EXPECT_FALSE(glob_matches("a*a*a*a*a*a*a*a*a*a*a*b", near_miss));
}

} // namespace
