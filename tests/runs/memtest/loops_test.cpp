// SPDX-License-Identifier: MIT
// The sequences and the inner loops of the memory test by themselves, over plain words.
#include "runs/memtest/apply.hpp"

#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace {

using namespace kernel::memtest;

TEST(MemtestLoops, SequencesBackwardsAreThoseForwards)
{
    Walking up{0x8000'0001};
    std::vector<u32> upwards;
    for (u32 word = 0; word < 64; word += 4) {
        Four const four = up.four();
        upwards.insert(upwards.end(), std::begin(four.words), std::end(four.words));
        up.next();
    }
    for (u32 word = 0; word < 64; ++word)
        EXPECT_EQ(upwards[word], std::rotl(0x8000'0001, static_cast<int>(word % 32))) << word;
    Walking down{0x8000'0001};
    for (u32 first = 64; first > 0;) {
        first -= 4;
        down.back();
        Four const four = down.four();
        for (u32 word = 0; word < 4; ++word) EXPECT_EQ(four.words[word], upwards[first + word]) << first;
    }
}

TEST(MemtestLoops, EveryWrongWordOfFourIsReported)
{
    std::vector<u32> words(32, 0x11);
    for (u32 wrong = 0; wrong < 16; ++wrong) {
        for (u32 word = 0; word < 4; ++word) words[8 + word] = 0x11 ^ (wrong >> word & 1u) << (4 * word);
        std::map<std::size_t, u32> found;
        auto bad = [&](u32 const& word, u32 expected, u32 found_there) {
            EXPECT_EQ(expected, 0x11u);
            found[static_cast<std::size_t>(&word - words.data())] = found_there;
        };
        check(std::span{words}, Constant{0x11}, bad);
        for (u32 word = 0; word < 32; ++word) EXPECT_EQ(found.contains(word), words[word] != 0x11) << word;
        for (auto const& [word, value] : found) EXPECT_EQ(value, words[word]);
    }
}

TEST(MemtestLoops, BlockMoveFindsAWindowThatWasNotMoved)
{
    std::vector<u32> window(2 * kWordsPerPage);
    u32 wrong = 0;
    auto bad = [&](u32 const&, u32, u32) { ++wrong; };
    fill(std::span{window}, Walking{1});
    move_halves(std::span{window});
    check_moved(std::span{window}, 1, bad);
    EXPECT_EQ(wrong, 0u);
    fill(std::span{window}, Walking{1});
    check_moved(std::span{window}, 1, bad);
    EXPECT_EQ(wrong, 2 * kWordsPerPage);
}

TEST(MemtestLoops, EachInnerLoopTouchesEveryWord)
{
    std::vector<u32> words(kWordsPerPage, 7);
    u32 wrong = 0;
    auto bad = [&](u32 const&, u32, u32) { ++wrong; };
    check(std::span{words}, Constant{1}, bad);
    EXPECT_EQ(wrong, kWordsPerPage);
    fill(std::span{words}, Constant{1});
    invert_up<0>(std::span{words}, Constant{1}, bad);
    EXPECT_EQ(words, std::vector<u32>(kWordsPerPage, ~1u));
    invert_down<~0u>(std::span{words}, Constant{1}, bad);
    EXPECT_EQ(words, std::vector<u32>(kWordsPerPage, 1));
    EXPECT_EQ(wrong, kWordsPerPage) << "nothing was wrong since";
    plant(std::span{words}, 19, 5);
    surround(std::span{words}, 19, 6);
    for (u32 word = 0; word < kWordsPerPage; ++word)
        EXPECT_EQ(words[word], word % 20 == 19 ? 5u : 6u) << word;
}

} // namespace
