// SPDX-License-Identifier: MIT
// The patterns of the memory test: good memory has no bad word, and each kind of fault is found at the
// right word by the patterns that are meant for it.
#include "runs/memtest/apply.hpp"
#include "tests/sim/faulty_word.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <vector>

namespace {

using namespace kernel::memtest;
using sim::Fault;
using sim::FaultyWord;
using Kind = Fault::Kind;

constexpr u32 kPagesInWindow = 4;
constexpr u32 kWords = kPagesInWindow * kWordsPerPage;
constexpr Pfn kFirst{0x12'3456};

struct BadWord {
    u32 expected, found;
};

/// A small memory of two windows, and what one pass of a pattern finds in it.
class MemtestPatterns : public testing::Test {
protected:
    ~MemtestPatterns() override { FaultyWord::plant({Kind::StuckAtZero, nullptr}); }

    /// The last report on each bad word, by the word's index.
    std::map<std::size_t, BadWord> run(Pattern pattern, u32 pass = 0)
    {
        std::map<std::size_t, BadWord> bad_words;
        auto bad = [&](FaultyWord const& word, u32 expected, u32 found) {
            bad_words[static_cast<std::size_t>(&word - memory.data())] = {expected, found};
        };
        for (u32 round = 0; round < info(pattern).rounds; ++round) {
            for (Step const step : info(pattern).steps) traverse({pattern, step, round, pass}, bad);
        }
        return bad_words;
    }
    std::set<Pattern> found_by(Fault const& fault, u32 passes = 1)
    {
        FaultyWord::plant(fault);
        std::set<Pattern> found;
        for (PatternInfo const& each : patterns()) {
            for (u32 pass = 0; pass < passes; ++pass) {
                if (run(each.pattern, pass).contains(index(*fault.word))) found.insert(each.pattern);
            }
        }
        return found;
    }
    [[nodiscard]] std::size_t index(FaultyWord const& word) const
    {
        return static_cast<std::size_t>(&word - memory.data());
    }

    std::vector<FaultyWord> memory{2 * kWords};

private:
    template <class Bad> void traverse(Traversal const& traversal, Bad& bad)
    {
        if (traversal.step == Step::Pause) FaultyWord::time_passes();
        for (u32 turn = 0; turn < 2; ++turn) {
            u32 const window = traversal.downwards() ? 1 - turn : turn;
            apply(traversal, std::span{memory}.subspan(window * kWords, kWords),
                  kFirst + window * kPagesInWindow, bad);
        }
    }
};

TEST_F(MemtestPatterns, FindNothingInGoodMemory)
{
    for (PatternInfo const& each : patterns()) {
        for (u32 pass = 0; pass < 5; ++pass) EXPECT_TRUE(run(each.pattern, pass).empty()) << each.name;
    }
}

TEST_F(MemtestPatterns, TableIsInTheOrderOfTheEnumerators)
{
    for (PatternInfo const& each : patterns()) EXPECT_EQ(&info(each.pattern), &each);
    EXPECT_EQ(patterns().size(), static_cast<std::size_t>(Pattern::BitFade) + 1);
}

TEST_F(MemtestPatterns, FindAStuckBitWhereverItIs)
{
    for (std::size_t const place : {0u, 1u, 2u, 3u, 1023u, 1024u, 2047u, kWords - 1u, kWords + 7u}) {
        for (u32 const bit : {0u, 1u, 17u, 31u}) {
            for (Kind const kind : {Kind::StuckAtZero, Kind::StuckAtOne}) {
                auto found = found_by({kind, &memory[place], 1u << bit});
                for (Pattern const sure : {Pattern::WalkingBit, Pattern::Fixed, Pattern::RandomWord,
                                           Pattern::RandomSequence, Pattern::BitFade, Pattern::BlockMove})
                    EXPECT_TRUE(found.contains(sure)) << place << ' ' << bit << ' ' << info(sure).name;
            }
        }
    }
}

TEST_F(MemtestPatterns, Modulo20ReachesEveryWordInFourPasses)
{
    for (std::size_t place = 0; place < 40; ++place) {
        auto const found = found_by({Kind::StuckAtOne, &memory[place], 1u << 9}, 4);
        EXPECT_TRUE(found.contains(Pattern::Modulo)) << place;
    }
    EXPECT_TRUE(found_by({Kind::StuckAtOne, &memory[1023], 1u}, 4).contains(Pattern::Modulo));
}

TEST_F(MemtestPatterns, BadWordIsReportedWithWhatWasExpectedAndFound)
{
    FaultyWord::plant({Kind::StuckAtOne, &memory[kWords + 5], 0x0000'0100});
    auto const bad = run(Pattern::Fixed);
    ASSERT_EQ(bad.size(), 1u) << "that word and no other";
    EXPECT_TRUE(bad.contains(kWords + 5));
    EXPECT_EQ(bad.begin()->second.expected ^ bad.begin()->second.found, 0x0000'0100u);
}

TEST_F(MemtestPatterns, WordThatIsReadWrongOnceIsReported)
{
    for (std::size_t const place : {8u, 9u, 10u, 11u}) {
        FaultyWord::plant({Kind::ReadWrongOnce, &memory[place], 0x0040'0000});
        EXPECT_TRUE(run(Pattern::Fixed).contains(place)) << place;
    }
}

TEST_F(MemtestPatterns, FindWordsThatDisturbEachOther)
{
    FaultyWord* const low = &memory[100];
    FaultyWord* const high = &memory[kWords + 300];
    auto const above = found_by({Kind::Coupled, high, 0x8000'0000, low});
    for (Pattern const sure : {Pattern::WalkingBit, Pattern::Fixed, Pattern::RandomWord})
        EXPECT_TRUE(above.contains(sure)) << info(sure).name;
    // Going back downwards would disturb this one a second time before it is looked at.
    auto const below = found_by({Kind::Coupled, low, 0x8000'0000, high});
    EXPECT_TRUE(below.contains(Pattern::RandomSequence));
}

TEST_F(MemtestPatterns, FindWordsWhoseNeighbourInThePageDisturbsThem)
{
    auto const found = found_by({Kind::Coupled, &memory[40], 1u << 4, &memory[57]}, 4);
    EXPECT_TRUE(found.contains(Pattern::Modulo));
}

TEST_F(MemtestPatterns, AddressTestFindsTwoAddressesOfOneCell)
{
    for (std::size_t const distance : {std::size_t{1}, std::size_t{1024}, std::size_t{kWords}}) {
        FaultyWord::plant({Kind::SameCell, &memory[8 + distance], 0, &memory[8]});
        EXPECT_FALSE(run(Pattern::Address).empty()) << distance;
        EXPECT_FALSE(run(Pattern::RandomSequence).empty()) << distance;
    }
}

TEST_F(MemtestPatterns, AddressWordsTellAllAddressesApart)
{
    // Addresses that differ in one bit, or in one above 16 GiB and one below, differ in one of the rounds.
    auto const words = [](u64 address) {
        Pfn const page = Pfn::of(PhysAddr{address});
        u32 const in_page = static_cast<u32>(address % kPageSize) / 4;
        auto const word = [&](u32 round) {
            Numbers const numbers = address_words(round, page);
            return numbers.number + in_page * numbers.step;
        };
        return std::pair{word(0), word(1)};
    };
    u64 const base = 0x1'2345'6788;
    for (u32 one = 2; one < 40; ++one) {
        for (u32 other = one; other < 40; ++other) {
            u64 const wrong = base ^ (u64{1} << one) ^ (other == one ? 0 : u64{1} << other);
            EXPECT_NE(words(base), words(wrong)) << one << ' ' << other;
        }
    }
}

TEST_F(MemtestPatterns, OnlyBitFadeFindsABitThatIsLostWithTime)
{
    EXPECT_EQ(found_by({Kind::Fades, &memory[77], 1u << 30}), std::set{Pattern::BitFade});
}

TEST_F(MemtestPatterns, WalkingBitHasBeenEverywhereAfterFourPasses)
{
    std::set<u32> words;
    for (u32 pass = 0; pass < 4; ++pass) {
        for (u32 round = 0; round < info(Pattern::WalkingBit).rounds; ++round)
            words.insert(walking_word({Pattern::WalkingBit, Step::Fill, round, pass}));
    }
    EXPECT_EQ(words.size(), 32u);
}

TEST_F(MemtestPatterns, RandomWordsDifferFromRoundToRoundAndPassToPass)
{
    std::set<u32> words;
    for (u32 pass = 0; pass < 8; ++pass) {
        for (u32 round = 0; round < 4; ++round)
            words.insert(random_word({Pattern::RandomWord, Step::Fill, round, pass}));
    }
    EXPECT_EQ(words.size(), 32u);
}

TEST_F(MemtestPatterns, RandomSequencesDifferFromPageToPage)
{
    std::vector<u32> words(2 * kWordsPerPage);
    auto bad = [](u32 const&, u32, u32) {};
    apply({Pattern::RandomSequence, Step::Fill, 0, 0}, std::span{words}, kFirst, bad);
    u32 same = 0;
    for (u32 word = 0; word < kWordsPerPage; ++word)
        same += words[word] == words[kWordsPerPage + word] ? 1u : 0u;
    EXPECT_EQ(same, 0u);
}

TEST_F(MemtestPatterns, DownwardsIsFromTheLastPageToTheFirst)
{
    std::span const window = std::span{memory}.first(kWords);
    u32 wrong = 0;
    auto bad = [&](FaultyWord const&, u32, u32) { ++wrong; };
    for (Step const step : {Step::Fill, Step::Invert})
        apply({Pattern::Fixed, step, 0, 0}, window, kFirst, bad);
    FaultyWord::plant({Kind::Coupled, &memory[kWords - 1], 1, &memory[0]});
    apply({Pattern::Fixed, Step::RestoreDown, 0, 0}, window, kFirst, bad);
    EXPECT_EQ(wrong, 0u) << "the victim's turn comes before that of the word that disturbs it";
    apply({Pattern::Fixed, Step::Check, 0, 0}, window, kFirst, bad);
    EXPECT_EQ(wrong, 1u);
}

TEST_F(MemtestPatterns, FindANeighbourThatDisturbsWhateverFourTheyAreIn)
{
    for (std::size_t const victim : {100u, 101u, 102u, 103u}) {
        for (std::size_t const aggressor : {victim - 1, victim + 1}) {
            auto const found = found_by({Kind::Coupled, &memory[victim], 0x0000'0040, &memory[aggressor]});
            EXPECT_TRUE(found.contains(Pattern::Fixed)) << victim << ' ' << aggressor;
            EXPECT_TRUE(found.contains(Pattern::RandomWord)) << victim << ' ' << aggressor;
        }
    }
}

TEST_F(MemtestPatterns, TrafficIsWhatTheInnerLoopsReadAndWrite)
{
    EXPECT_EQ(traffic_per_page(Pattern::Fixed, Step::Invert), 2 * kPageSize);
    EXPECT_EQ(traffic_per_page(Pattern::BlockMove, Step::Move), 2 * kMoves * kPageSize);
    EXPECT_EQ(traffic_per_page(Pattern::Modulo, Step::Check) +
                  traffic_per_page(Pattern::Modulo, Step::Surround),
              kPageSize);
    EXPECT_EQ(traffic_per_page(Pattern::BitFade, Step::Pause), 0u);
}

} // namespace
