// SPDX-License-Identifier: MIT
#include "lib/address.hpp"
#include "mm/range_set.hpp"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace {

constexpr FrameRange range(u32 begin, u32 end) { return {Pfn{begin}, Pfn{end}}; }

template <std::size_t Capacity> std::vector<FrameRange> pieces(mm::RangeSet<FrameRange, Capacity> const& set)
{
    return {set.pieces().begin(), set.pieces().end()};
}

class RangeSet : public testing::Test {
protected:
    mm::RangeSet<FrameRange, 8> set;
    void expect(std::vector<FrameRange> const& expected) { EXPECT_EQ(pieces(set), expected); }
};

TEST_F(RangeSet, KeepsPiecesSortedHoweverTheyCome)
{
    set.add(range(30, 40)), set.add(range(10, 20)), set.add(range(50, 60));
    expect({range(10, 20), range(30, 40), range(50, 60)});
}

TEST_F(RangeSet, MeltsOverlappingPieces)
{
    set.add(range(10, 20)), set.add(range(15, 30));
    expect({range(10, 30)});
}

TEST_F(RangeSet, MeltsPiecesThatTouch)
{
    set.add(range(10, 20)), set.add(range(30, 40)), set.add(range(20, 30));
    expect({range(10, 40)});
}

TEST_F(RangeSet, SwallowsPiecesInside)
{
    set.add(range(12, 14)), set.add(range(16, 18)), set.add(range(10, 20));
    expect({range(10, 20)});
}

TEST_F(RangeSet, EmptyAndInvertedRangesChangeNothing)
{
    set.add(range(10, 20));
    set.add(range(5, 5)), set.add(range(9, 3)), set.remove(range(15, 15)), set.remove(range(18, 12));
    expect({range(10, 20)});
}

TEST_F(RangeSet, RemovesFromTheMiddle)
{
    set.add(range(10, 40)), set.remove(range(20, 30));
    expect({range(10, 20), range(30, 40)});
}

TEST_F(RangeSet, RemovesAcrossSeveralPieces)
{
    set.add(range(10, 20)), set.add(range(30, 40)), set.add(range(50, 60));
    set.remove(range(15, 55));
    expect({range(10, 15), range(55, 60)});
}

TEST_F(RangeSet, RemovesBetweenPiecesNothing)
{
    set.add(range(10, 20)), set.add(range(30, 40)), set.remove(range(20, 30));
    expect({range(10, 20), range(30, 40)});
}

TEST_F(RangeSet, FullSetRefusesOneMorePieceAndKeepsTheOthers)
{
    for (u32 number = 0; number < 8; ++number) EXPECT_TRUE(set.add(range(10 * number, 10 * number + 5)));
    auto const before = pieces(set);
    EXPECT_FALSE(set.add(range(7, 8)));
    EXPECT_EQ(pieces(set), before);
    EXPECT_TRUE(set.add(range(5, 10))) << "melts two pieces into one: that fits";
}

TEST_F(RangeSet, FullSetThatIsSplitLosesAPieceAndGainsNone)
{
    for (u32 number = 0; number < 8; ++number) set.add(range(10 * number, 10 * number + 5));
    EXPECT_FALSE(set.remove(range(2, 3)));
    EXPECT_EQ(set.pieces().size(), 8u);
    EXPECT_EQ(set.pieces()[0], range(0, 2));
    EXPECT_EQ(set.pieces()[1], range(10, 15));
}

TEST(RangeSetModel, AgreesWithASetOfNumbers)
{
    std::mt19937 random{1};
    for (u32 round = 0; round < 200; ++round) {
        mm::RangeSet<FrameRange, 64> set;
        std::vector<bool> model(100);
        for (u32 step = 0; step < 30; ++step) {
            u32 const begin = static_cast<u32>(random() % 100), end = static_cast<u32>(random() % 101);
            bool const add = random() % 3 != 0;
            add ? set.add(range(begin, end)) : set.remove(range(begin, end));
            for (u32 number = begin; number < end; ++number) model[number] = add;
        }
        std::vector<bool> seen(100);
        Pfn before{};
        for (FrameRange const piece : set.pieces()) {
            ASSERT_TRUE(piece.begin < piece.end);
            ASSERT_TRUE(piece == set.pieces().front() || before < piece.begin) << "sorted, not touching";
            for (Pfn pfn = piece.begin; pfn < piece.end; pfn = pfn + 1) seen[pfn.raw()] = true;
            before = piece.end;
        }
        ASSERT_EQ(seen, model);
    }
}

} // namespace
