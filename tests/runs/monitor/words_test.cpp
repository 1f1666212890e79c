// SPDX-License-Identifier: MIT
// How many words a command takes.
#include "runs/monitor/words.hpp"

#include <gtest/gtest.h>

namespace {

using kernel::monitor::word_too_many;

TEST(MonitorWords, ACommandTakesAsManyAsItNames)
{
    EXPECT_EQ(word_too_many("", ""), "");
    EXPECT_EQ(word_too_many("", "  now"), "now");
    EXPECT_EQ(word_too_many("LEVEL", "warn"), "");
    EXPECT_EQ(word_too_many("LEVEL", "warn please now"), "please");
    EXPECT_EQ(word_too_many("ADDR [LENGTH]", "0x1000 16 "), "");
    EXPECT_EQ(word_too_many("ADDR [LENGTH]", "0x1000 16 17"), "17");
}

TEST(MonitorWords, OneThatIsMissingIsNotTooMany) { EXPECT_EQ(word_too_many("ADDR [LENGTH]", ""), ""); }

TEST(MonitorWords, DotsTakeAnyNumber)
{
    EXPECT_EQ(word_too_many("ADDR BYTE...", "0x1000 1 2 3 4 5"), "");
    EXPECT_EQ(word_too_many("[WORD...]", "1 2 3"), "");
}

} // namespace
