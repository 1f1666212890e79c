// SPDX-License-Identifier: MIT
#include "kernel/log/log_ring.hpp"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <string>

namespace {

using kernel::LogRing;

/// Memory that outlives the kernels that log into it.
class LogRingTest : public testing::Test {
protected:
    /// What a kernel finds that boots now and says `text`.
    std::string boot(std::string_view text)
    {
        auto const last = std::make_unique<LogRing::Log>();
        LogRing ring;
        ring.start(memory, *last);
        ring.write(text);
        return std::string{last->view()};
    }
    alignas(16) std::array<std::byte, LogRing::kBytes> memory{};
};

TEST_F(LogRingTest, TheNextBootReadsWhatThisOneSaid)
{
    EXPECT_EQ(boot("first\nrun\n"), "");
    EXPECT_EQ(boot("second\n"), "first\nrun\n");
    EXPECT_EQ(boot(""), "second\n");
    EXPECT_EQ(boot(""), "");
}

TEST_F(LogRingTest, OfALongLogTheEndIsKept)
{
    for (u32 const letters :
         {LogRing::kLetters, LogRing::kLetters + 1, 2 * LogRing::kLetters, 5 * LogRing::kLetters + 77}) {
        std::string text;
        while (text.size() < letters) text += static_cast<char>('a' + text.size() * 7 % 23);
        boot(text);
        EXPECT_EQ(boot(""), text.substr(text.size() - LogRing::kLetters)) << letters;
    }
}

TEST_F(LogRingTest, PiecesAddUp)
{
    LogRing ring;
    auto const last = std::make_unique<LogRing::Log>();
    ring.start(memory, *last);
    for (u32 line = 0; line < 5000; ++line) ring.write("0123456\n");
    EXPECT_EQ(boot("").substr(0, 16), "0123456\n0123456\n");
}

TEST_F(LogRingTest, MemoryOfZerosOrOnesOrChanceHasNoLog)
{
    EXPECT_EQ(boot(""), "");
    memory.fill(std::byte{0xFF});
    EXPECT_EQ(boot(""), "");
    std::mt19937 random{3};
    for (std::byte& byte : memory) byte = static_cast<std::byte>(random());
    EXPECT_EQ(boot(""), "");
}

TEST_F(LogRingTest, AnyBitThatChangedIsNoticed)
{
    std::string const text = "the letters that were said, of which there are some";
    for (std::size_t bit = 0; bit < (LogRing::kHeaderBytes + text.size()) * 8; ++bit) {
        boot(text);
        memory[bit / 8] ^= std::byte{1} << bit % 8;
        EXPECT_EQ(boot(""), "") << bit;
    }
}

TEST_F(LogRingTest, LettersThatChangedPlacesAreNoticed)
{
    boot("abcd");
    std::swap(memory[LogRing::kHeaderBytes + 1], memory[LogRing::kHeaderBytes + 2]);
    EXPECT_EQ(boot(""), "");
}

TEST_F(LogRingTest, WhatWouldMoveACursorIsBlank)
{
    boot("a\x1b[2J\tb\xff\n");
    EXPECT_EQ(boot(""), "a [2J b \n");
}

TEST(LogRing, BeforeItHasMemoryTextIsLost)
{
    LogRing ring;
    ring.write("lost");
}

} // namespace
