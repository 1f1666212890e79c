// SPDX-License-Identifier: MIT
// Bytes of a terminal, as keys.
#include "runs/common/keys.hpp"

#include <gtest/gtest.h>
#include <string_view>
#include <vector>

namespace {

using kernel::Key;
using kernel::KeyDecoder;
using Kind = Key::Kind;

std::vector<Key> keys(std::string_view bytes)
{
    KeyDecoder decoder;
    std::vector<Key> result;
    for (char const byte : bytes)
        if (auto const key = decoder.feed(byte)) result.push_back(*key);
    return result;
}

TEST(Keys, LettersAreThemselves)
{
    EXPECT_EQ(keys("a~ "),
              (std::vector{Key{Kind::Letter, 'a'}, Key{Kind::Letter, '~'}, Key{Kind::Letter, ' '}}));
}

TEST(Keys, EnterIsOneKeyHoweverTheTerminalSendsIt)
{
    std::vector const once{Key{Kind::Enter}};
    EXPECT_EQ(keys("\r"), once);
    EXPECT_EQ(keys("\n"), once);
    EXPECT_EQ(keys("\r\n"), once);
    EXPECT_EQ(keys("\r\r").size(), 2u);
    EXPECT_EQ(keys("\n\n").size(), 2u);
}

TEST(Keys, ArrowsComeInTwoDialects)
{
    std::vector const all{Key{Kind::Up}, Key{Kind::Down}, Key{Kind::Right}, Key{Kind::Left}};
    EXPECT_EQ(keys("\x1b[A\x1b[B\x1b[C\x1b[D"), all);
    EXPECT_EQ(keys("\x1bOA\x1bOB\x1bOC\x1bOD"), all);
}

TEST(Keys, NumberedSequences)
{
    EXPECT_EQ(keys("\x1b[3~\x1b[1~\x1b[4~"),
              (std::vector{Key{Kind::Delete}, Key{Kind::Home}, Key{Kind::End}}));
}

TEST(Keys, UnknownSequencesAreSwallowedWhole)
{
    EXPECT_EQ(keys("\x1b[15;2~x"), (std::vector{Key{Kind::Letter, 'x'}}));
    EXPECT_EQ(keys("\x1b[Zx"), (std::vector{Key{Kind::Letter, 'x'}}));
}

TEST(Keys, ASequenceWhoseRestGotLostEndsAtTheNextEscape)
{
    EXPECT_EQ(keys("\x1b[\x1b[A"), (std::vector{Key{Kind::Up}}));
    EXPECT_EQ(keys("\x1b[3\x1b[A"), (std::vector{Key{Kind::Up}}));
}

TEST(Keys, ControlLettersEdit)
{
    EXPECT_EQ(keys("\x01\x05\x0b\x15\x17\x03"),
              (std::vector{Key{Kind::Home}, Key{Kind::End}, Key{Kind::KillToEnd}, Key{Kind::KillLine},
                           Key{Kind::KillWord}, Key{Kind::Cancel}}));
}

TEST(Keys, BytesThatMeanNothingAreDropped)
{
    using namespace std::string_view_literals;
    EXPECT_TRUE(keys("\0\xff\x80\x1a"sv).empty());
}

} // namespace
