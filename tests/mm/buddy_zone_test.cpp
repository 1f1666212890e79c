// SPDX-License-Identifier: MIT
#include "mm/buddy_zone.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/stop.hpp"

#include <map>
#include <memory>
#include <random>
#include <vector>

namespace {

constexpr u32 kBlock = 1u << mm::BuddyZone::kMaxOrder;

class BuddyZone : public testing::Test {
protected:
    BuddyZone() { sim::reset_machine(); }

    /// A zone whose frames are all free.
    void start(u32 begin, u32 end)
    {
        infos.assign(end + 2 * kBlock, {});
        zone.start(infos.data(), {Pfn{begin}, Pfn{end}});
        zone.add({Pfn{begin}, Pfn{end}});
    }
    Pfn must_alloc(u32 order)
    {
        auto const pfn = zone.alloc(order);
        EXPECT_TRUE(pfn.has_value());
        return pfn.value_or(Pfn{});
    }
    [[nodiscard]] std::vector<u32> blocks() const
    {
        std::vector<u32> counts;
        for (u32 order = 0; order <= mm::BuddyZone::kMaxOrder; ++order)
            counts.push_back(zone.free_blocks(order));
        return counts;
    }

    std::vector<mm::FrameInfo> infos;
    mm::BuddyZone zone;
};

TEST_F(BuddyZone, UnalignedRangeBecomesTheLargestAlignedBlocks)
{
    start(3, 2 * kBlock + 5);
    // 3, 4..7, 8..15, ..., 512..1023, then 1024..2047, then 2048..2051 and 2052
    EXPECT_EQ(blocks(), (std::vector<u32>{2, 0, 2, 1, 1, 1, 1, 1, 1, 1, 1}));
    EXPECT_EQ(zone.free_frames(), 2 * kBlock + 2);
}

TEST_F(BuddyZone, BlocksAreAlignedToTheirSize)
{
    start(0, 4 * kBlock);
    for (u32 order = 0; order <= mm::BuddyZone::kMaxOrder; ++order) {
        EXPECT_EQ(must_alloc(order).raw() % (1u << order), 0u) << order;
    }
}

TEST_F(BuddyZone, BlocksDoNotOverlap)
{
    start(0, 2 * kBlock);
    std::vector<bool> taken(2 * kBlock);
    for (u32 count = 0; auto const pfn = zone.alloc(count % 4); ++count) {
        for (u32 frame = 0; frame < 1u << (count % 4); ++frame) {
            ASSERT_FALSE(taken[pfn->raw() + frame]);
            taken[pfn->raw() + frame] = true;
        }
    }
}

TEST_F(BuddyZone, EveryFrameCanBeAllocated)
{
    start(7, kBlock + 100);
    u32 count = 0;
    while (zone.alloc(0)) ++count;
    EXPECT_EQ(count, kBlock + 93);
    EXPECT_EQ(zone.free_frames(), 0u);
}

TEST_F(BuddyZone, OutOfMemoryIsNothing)
{
    start(0, 8);
    EXPECT_FALSE(zone.alloc(4).has_value());
    EXPECT_TRUE(zone.alloc(3).has_value());
    EXPECT_FALSE(zone.alloc(0).has_value());
}

TEST_F(BuddyZone, FreedFrameIsHandedOutAgainFirst)
{
    start(0, kBlock);
    Pfn const first = must_alloc(0);
    EXPECT_TRUE(zone.free(first, 0, 1));
    EXPECT_EQ(must_alloc(0), first);
}

TEST_F(BuddyZone, AllFreedBlocksMeltIntoTheLargest)
{
    start(0, 2 * kBlock);
    std::vector<Pfn> frames;
    while (auto const pfn = zone.alloc(0)) frames.push_back(*pfn);
    std::shuffle(frames.begin(), frames.end(), std::mt19937{1});
    for (Pfn const pfn : frames) EXPECT_TRUE(zone.free(pfn, 0, 1));
    zone.cool_down();
    EXPECT_EQ(blocks(), (std::vector<u32>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}));
}

TEST_F(BuddyZone, HotBlocksMeltByThemselvesWhenALargeOneIsWanted)
{
    start(0, kBlock);
    std::vector<Pfn> frames;
    for (u32 count = 0; count < 16; ++count) frames.push_back(must_alloc(0));
    for (Pfn const pfn : frames) EXPECT_TRUE(zone.free(pfn, 0, 1));
    EXPECT_NE(zone.free_blocks(mm::BuddyZone::kMaxOrder), 1u) << "they wait";
    EXPECT_TRUE(zone.alloc(mm::BuddyZone::kMaxOrder).has_value());
}

TEST_F(BuddyZone, FewBlocksStayHot)
{
    start(0, kBlock);
    std::vector<Pfn> frames;
    while (auto const pfn = zone.alloc(0)) frames.push_back(*pfn);
    for (Pfn const pfn : frames) EXPECT_TRUE(zone.free(pfn, 0, 1));
    u32 listed = 0;
    for (u32 order = 0; order <= mm::BuddyZone::kMaxOrder; ++order)
        listed += zone.free_blocks(order) << order;
    EXPECT_EQ(zone.free_frames() - listed, mm::BuddyZone::kHotBlocks + 1) << "and one at hand";
}

TEST_F(BuddyZone, WhatWasFreedLastIsHandedOutNext)
{
    start(0, kBlock);
    for (u32 order = 0; order < mm::BuddyZone::kHotOrders; ++order) {
        Pfn const first = must_alloc(order), second = must_alloc(order);
        EXPECT_TRUE(zone.free(first, order, 1));
        EXPECT_TRUE(zone.free(second, order, 1));
        EXPECT_EQ(must_alloc(order), second) << order;
    }
}

TEST_F(BuddyZone, BlockAtHandIsFreedOnlyOnce)
{
    start(0, kBlock);
    Pfn const pfn = must_alloc(3);
    EXPECT_FALSE(zone.free(pfn, 2, 1)) << "wrong order";
    EXPECT_FALSE(zone.free(pfn, 3, 2)) << "wrong count of references";
    EXPECT_TRUE(zone.free(pfn, 3, 1));
    EXPECT_FALSE(zone.free(pfn, 3, 1));
    EXPECT_EQ(zone.free_frames(), kBlock);
}

TEST_F(BuddyZone, BuddyBeyondTheZoneIsNotMelted)
{
    start(kBlock / 2, kBlock); // its buddy, 0 to 511, looks free but is another zone's
    infos[0].set_free(9, mm::FrameInfo::kNoFrame);
    Pfn const half = must_alloc(9);
    EXPECT_TRUE(zone.free(half, 9, 1));
    EXPECT_EQ(zone.free_blocks(9), 1u);
    EXPECT_EQ(zone.free_blocks(10), 0u);
}

TEST_F(BuddyZone, FreeOfWhatIsNotAllocatedIsRefused)
{
    start(0, kBlock);
    Pfn const pfn = must_alloc(2);
    EXPECT_FALSE(zone.free(pfn, 1, 1)) << "wrong order";
    EXPECT_FALSE(zone.free(pfn + 1, 0, 1)) << "inside";
    EXPECT_TRUE(zone.free(pfn, 2, 1));
    EXPECT_FALSE(zone.free(pfn, 2, 1)) << "twice";
    EXPECT_EQ(zone.free_frames(), kBlock);
}

TEST_F(BuddyZone, StartCostsOneInfoPerBlock)
{
    start(0, 64 * kBlock);
    auto const touched = std::count_if(infos.begin(), infos.end(), [](mm::FrameInfo const& info) {
        return info.state() != mm::FrameState::Inside;
    });
    EXPECT_EQ(touched, 64);
}

TEST_F(BuddyZone, AgreesWithAModelOverRandomAllocationsAndFrees)
{
    start(13, 5 * kBlock + 77);
    u32 const all = zone.free_frames();
    std::mt19937 random{3};
    std::map<u32, u32> live; // first frame -> order
    std::vector<bool> taken(6 * kBlock);
    u32 in_use = 0;
    for (u32 step = 0; step < 20'000; ++step) {
        if (random() % 2 == 0 || live.empty()) {
            u32 const order = static_cast<u32>(random() % 100 < 80 ? random() % 3 : random() % 11);
            auto const pfn = zone.alloc(order);
            if (!pfn) continue;
            live[pfn->raw()] = order;
            in_use += 1u << order;
            for (u32 frame = pfn->raw(); frame < pfn->raw() + (1u << order); ++frame) {
                ASSERT_FALSE(taken[frame]);
                taken[frame] = true;
            }
        } else {
            auto const chosen = std::next(live.begin(), static_cast<i64>(random() % live.size()));
            ASSERT_TRUE(zone.free(Pfn{chosen->first}, chosen->second, 1));
            in_use -= 1u << chosen->second;
            for (u32 frame = 0; frame < 1u << chosen->second; ++frame) taken[chosen->first + frame] = false;
            live.erase(chosen);
        }
        ASSERT_EQ(zone.free_frames(), all - in_use);
    }
    for (auto const& [pfn, order] : live) ASSERT_TRUE(zone.free(Pfn{pfn}, order, 1));
    zone.cool_down();
    EXPECT_EQ(zone.free_frames(), all);
    EXPECT_EQ(zone.free_blocks(mm::BuddyZone::kMaxOrder), 4u) << "nothing is fragmented in the end";
}

} // namespace
