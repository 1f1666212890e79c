// SPDX-License-Identifier: MIT
// What is typed while something runs: what ends it, and what waits for the next reader.
#include "kernel/log/typed_ahead.hpp"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace {

using kernel::TypedAhead;

// As letters come on a line; whether any of them asked for the end.
bool type(TypedAhead& ahead, std::string_view letters)
{
    bool asked = false;
    for (char const letter : letters) asked |= ahead.take(letter);
    return asked;
}

std::string read_all(TypedAhead& ahead)
{
    std::string all;
    while (auto const letter = ahead.next()) all.push_back(*letter);
    return all;
}

TEST(TypedAhead, KeepsWhatIsTypedInItsOrder)
{
    TypedAhead ahead;
    EXPECT_FALSE(type(ahead, "slots\rpte"));
    EXPECT_FALSE(ahead.settle());
    EXPECT_EQ(read_all(ahead), "slots\rpte");
    EXPECT_FALSE(ahead.next());
}

TEST(TypedAhead, ControlCEndsTheWorkAndForgetsWhatWasMeantForIt)
{
    TypedAhead ahead;
    EXPECT_TRUE(type(ahead, "pte\r\x03slots"));
    EXPECT_EQ(read_all(ahead), "slots");
}

TEST(TypedAhead, AnEscapeEndsTheWorkOnceItStandsAlone)
{
    TypedAhead ahead;
    EXPECT_FALSE(type(ahead, "x\x1b"));
    EXPECT_FALSE(ahead.settle()) << "more may be on its way";
    EXPECT_TRUE(ahead.settle());
    EXPECT_EQ(read_all(ahead), "");
    EXPECT_FALSE(ahead.settle()) << "once only";
}

TEST(TypedAhead, AnArrowKeyEndsNothingHoweverSlowlyItComes)
{
    TypedAhead ahead;
    EXPECT_FALSE(type(ahead, "\x1b"));
    EXPECT_FALSE(ahead.settle());
    EXPECT_FALSE(type(ahead, "[A"));
    EXPECT_FALSE(type(ahead, "\x1bOB"));
    EXPECT_FALSE(ahead.settle());
    EXPECT_FALSE(ahead.settle());
    EXPECT_EQ(read_all(ahead), "\x1b[A\x1bOB");
}

TEST(TypedAhead, ALetterBehindAnEscapeShowsThatItStoodAlone)
{
    TypedAhead ahead;
    EXPECT_TRUE(type(ahead, "a\x1b"
                            "b"));
    EXPECT_EQ(read_all(ahead), "b");
    EXPECT_TRUE(type(ahead, "\x1b\x1b"));
    EXPECT_FALSE(ahead.settle());
    EXPECT_TRUE(ahead.settle()) << "the second one too";
}

TEST(TypedAhead, AnEscapeThatIsLeftOverIsRead)
{
    TypedAhead ahead;
    EXPECT_FALSE(type(ahead, "a\x1b"));
    EXPECT_EQ(read_all(ahead), "a\x1b");
    EXPECT_FALSE(ahead.settle());
}

TEST(TypedAhead, WhatDoesNotFitIsLostAndTheRestStaysInOrder)
{
    TypedAhead ahead;
    std::string const begin(10, 'a'), rest(TypedAhead::kCapacity, 'b');
    EXPECT_FALSE(type(ahead, begin));
    EXPECT_EQ(read_all(ahead), begin);
    EXPECT_FALSE(type(ahead, rest + "lost"));
    EXPECT_EQ(read_all(ahead), rest);
}

} // namespace
