// SPDX-License-Identifier: MIT
// What is said about a memory test: which frames are bad, how long it will take, and what it was asked to do.
#include "runs/memtest/bad_frames.hpp"
#include "runs/memtest/options.hpp"
#include "runs/memtest/progress.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace kernel::memtest;

/// The pairs of a line for GRUB.
class Badram {
public:
    explicit Badram(std::string_view line)
    {
        EXPECT_EQ(line.substr(0, 7), "badram ");
        std::string rest{line.substr(7)};
        char* at = rest.data();
        while (*at != '\0') {
            u64 const address = std::strtoull(at, &at, 0);
            u64 const mask = std::strtoull(at + 1, &at, 0);
            pairs_.emplace_back(address, mask);
            if (*at == ',') ++at;
        }
    }
    [[nodiscard]] std::size_t size() const { return pairs_.size(); }
    [[nodiscard]] bool covers(Pfn pfn) const
    {
        return std::any_of(pairs_.begin(), pairs_.end(), [&](auto const& pair) {
            return (pfn.base().raw() & pair.second) == (pair.first & pair.second);
        });
    }

private:
    std::vector<std::pair<u64, u64>> pairs_;
};

std::string line_for(BadFrames const& bad) { return std::string{badram_line(bad.pieces()).view()}; }

TEST(MemtestBadFrames, FewAreNamedExactly)
{
    BadFrames bad;
    for (u32 const pfn : {7u, 0x10'0000u, 5u, 6u}) bad.add(Pfn{pfn});
    EXPECT_EQ(line_for(bad), "badram 0x5000,0xfffffffffffff000,0x6000,0xffffffffffffe000,"
                             "0x100000000,0xfffffffffffff000");
    for (u32 pfn = 0; pfn < 0x20; ++pfn)
        EXPECT_EQ(Badram{line_for(bad)}.covers(Pfn{pfn}), pfn >= 5 && pfn <= 7) << pfn;
}

TEST(MemtestBadFrames, NoneAreNoLine) { EXPECT_EQ(line_for(BadFrames{}), ""); }

TEST(MemtestBadFrames, ForLinuxTheyAreNamedExactlyAndAsPages)
{
    BadFrames bad;
    for (u32 const pfn : {7u, 0x10'0000u, 5u, 6u}) bad.add(Pfn{pfn});
    EXPECT_EQ(memmap_line(bad.pieces()).view(), "memmap=12K$0x5000,4K$0x100000000");
    EXPECT_EQ(pages_line(bad.pieces()).view(), "pages 0x5-0x7 0x100000");
}

TEST(MemtestBadFrames, LongListTakesSeveralLinesAndNoneIsCut)
{
    BadFrames bad;
    for (u32 index = 0; index < 20; ++index) bad.add(Pfn{0xFFF'0000 + 3 * index});
    std::size_t lines = 0, pieces = 0;
    for_each_line(bad.pieces(), [&](auto part) {
        EXPECT_FALSE(memmap_line(part).cut());
        EXPECT_FALSE(pages_line(part).cut());
        ++lines, pieces += part.size();
    });
    EXPECT_EQ(lines, 3u);
    EXPECT_EQ(pieces, 20u);
}

TEST(MemtestBadFrames, HoweverManyNoneIsLost)
{
    std::mt19937 random{20};
    for (u32 const count : {9u, 65u, 5000u}) {
        BadFrames bad;
        std::vector<Pfn> added;
        for (u32 each = 0; each < count; ++each) {
            added.push_back(Pfn{static_cast<u32>(random() % (1u << 24))});
            bad.add(added.back());
        }
        Badram const line{line_for(bad)};
        EXPECT_LE(line.size(), kMaxPairs);
        for (Pfn const pfn : added) {
            EXPECT_TRUE(line.covers(pfn)) << pfn.raw();
            EXPECT_TRUE(std::any_of(bad.pieces().begin(), bad.pieces().end(), [&](FrameRange const& piece) {
                return piece.begin <= pfn && pfn < piece.end;
            }));
        }
    }
}

TEST(MemtestOptions, WordsInAnyOrder)
{
    auto const options = parse_options("fade=60:3:only=address+modulo", ':');
    ASSERT_TRUE(options);
    EXPECT_TRUE(parse_options("  2  fade=1 ", ' ')) << "as many blanks as somebody likes";
    EXPECT_EQ(options->passes, 3u);
    EXPECT_EQ(options->fade_seconds, 60u);
    EXPECT_TRUE(options->patterns.contains(Pattern::Address));
    EXPECT_TRUE(options->patterns.contains(Pattern::Modulo));
    EXPECT_FALSE(options->patterns.contains(Pattern::Fixed));
}

TEST(MemtestOptions, NothingMeansOnePassOfAllPatterns)
{
    auto const options = parse_options("", ' ');
    ASSERT_TRUE(options);
    EXPECT_EQ(options->passes, 1u);
    for (PatternInfo const& pattern : patterns()) EXPECT_TRUE(options->patterns.contains(pattern.pattern));
}

TEST(MemtestOptions, EveryPatternHasAWord)
{
    for (PatternInfo const& pattern : patterns()) {
        EXPECT_EQ(find_pattern(pattern.word), pattern.pattern);
        EXPECT_TRUE(parse_options(std::string{"only="} + std::string{pattern.word}, ' '));
        EXPECT_NE(kOptionsHelp.find(pattern.word), std::string_view::npos) << "or nobody learns it";
    }
}

TEST(MemtestOptions, AnythingElseIsRefused)
{
    for (auto const* text : {"x", "-1", "1x", "1000001", "fade=", "fade=1s", "fade=86401", "only=", "only=+",
                             "only=adress", "pass=1", "="})
        EXPECT_FALSE(parse_options(text, ':')) << text;
    EXPECT_EQ(parse_options("2:fade=1:often:never", ':').error().word, "often");
}

TEST(MemtestProgress, PercentRateAndTimeLeft)
{
    Progress progress{{1_GiB, 250}, 4_GiB, 7};
    EXPECT_EQ(progress.percent(), 24u); // rounded down, and 100 is kept for the end
    EXPECT_EQ(mebibytes_per_second(progress.done, 250), 1024u);
    EXPECT_NEAR(progress.seconds_left(250), 3 + 7, 1);
    progress.done.bytes = 4_GiB;
    EXPECT_GE(progress.percent(), 99u);
    EXPECT_EQ(progress.seconds_left(250), 7u);
}

TEST(MemtestProgress, LengthFollowsFromTheRateOfOtherWork)
{
    Progress const whole{{0, 0}, 4_GiB, 5};
    EXPECT_NEAR(whole.seconds_at({1_GiB, 250}, 250), 5 + 4, 1);
    EXPECT_EQ(whole.seconds_at({0, 0}, 250), 5u) << "no rate, no time";
}

TEST(MemtestProgress, NothingIsDividedByAClockThatStandsStill)
{
    EXPECT_EQ(mebibytes_per_second({1_GiB, 0}, 250), 0u);
    EXPECT_EQ((Progress{{0, 0}, 4_GiB, 0}.seconds_left(250)), 0u);
    EXPECT_EQ((Progress{{0, 0}, 0, 0}.percent()), 100u);
}

TEST(MemtestProgress, LargeMachinesDoNotOverflow)
{
    // 64 GiB, all patterns, and ten thousand ticks a second for ten hours.
    Progress const progress{{64_GiB * 90, 360'000'000}, 64_GiB * 180, 0};
    EXPECT_EQ(progress.percent(), 49u);
    EXPECT_NEAR(mebibytes_per_second(progress.done, 10'000), 163, 1);
    EXPECT_NEAR(progress.seconds_left(10'000), 36'000, 300);
}

TEST(MemtestProgress, DurationsInWords)
{
    EXPECT_EQ(duration(7).view(), "7 s");
    EXPECT_EQ(duration(725).view(), "12 min 05 s");
    EXPECT_EQ(duration(3900).view(), "1 h 05 min");
}

} // namespace
