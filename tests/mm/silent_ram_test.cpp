// SPDX-License-Identifier: MIT
#include "mm/silent_ram.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>
#include <vector>

namespace {

// What answers ends here, and has a hole.
Pfn g_end, g_hole, g_hole_end;
std::vector<u32> g_asked;

bool answers(Pfn frame)
{
    g_asked.push_back(frame.raw());
    return frame < g_end && !(g_hole <= frame && frame < g_hole_end);
}

class SilentRam : public testing::Test {
protected:
    SilentRam() { g_end = Pfn{~0u}, g_hole = g_hole_end = Pfn{}, g_asked.clear(); }

    std::vector<FrameRange> ram_of(std::vector<FrameRange> const& listed,
                                   std::vector<mm::ReservedRange> const& used = {})
    {
        std::vector<mm::FirmwareRange> lines;
        for (FrameRange const piece : listed)
            lines.push_back({piece.begin.base(), u64{piece.count()} * kPageSize, mm::FirmwareRange::kUsable});
        map.emplace(lines, used, mm::MemoryLimits{.phys_bits = 36});
        mm::drop_silent_ram(*map, answers);
        return {map->ram().begin(), map->ram().end()};
    }
    std::optional<mm::MemoryMap> map;
};

constexpr FrameRange frames(u32 begin, u32 end) { return {Pfn{begin}, Pfn{end}}; }

TEST_F(SilentRam, RamThatAnswersStaysAfterAFewLooks)
{
    EXPECT_EQ(ram_of({frames(0x100, 0x8'0000), frames(0x10'0000, 0x80'0000)}),
              (std::vector{frames(0x100, 0x8'0000), frames(0x10'0000, 0x80'0000)}));
    EXPECT_TRUE(map->dropped().empty());
    EXPECT_LE(g_asked.size(), 36u);
}

TEST_F(SilentRam, MapThatIsLargerThanTheMachineIsCutAtItsLastFrame)
{
    for (u32 const end : {0x8000u, 0x7FFFu, 0x101u, 0xEFFFFu}) {
        g_end = Pfn{end};
        EXPECT_EQ(ram_of({frames(0x100, 0xF'0000)}), (std::vector{frames(0x100, end)}));
        EXPECT_EQ(map->unused().back(), frames(0x100, end));
    }
}

TEST_F(SilentRam, PieceWithoutAnyMemoryIsDroppedAsAWhole)
{
    g_end = Pfn{0x8000};
    EXPECT_EQ(ram_of({frames(0x100, 0x8000), frames(0x10'0000, 0x20'0000)}),
              (std::vector{frames(0x100, 0x8000)}));
    ASSERT_EQ(map->dropped().size(), 1u);
    EXPECT_EQ(map->dropped()[0].reason, mm::DropReason::Silent);
    EXPECT_EQ(map->dropped()[0].begin, PhysAddr{0x1'0000'0000ull});
    EXPECT_EQ(map->dropped()[0].end, PhysAddr{0x2'0000'0000ull});
}

TEST_F(SilentRam, WhatLiesBehindAHoleThatTheMapHidesIsNotUsed)
{
    g_hole = Pfn{0x2'1234}, g_hole_end = Pfn{0x3'1234};
    EXPECT_EQ(ram_of({frames(0x100, 0x8'0000)}), (std::vector{frames(0x100, 0x2'1234)}));
}

TEST_F(SilentRam, FramesInUseAreNotAskedAndLastFramesAre)
{
    ram_of({frames(0x100, 0x1000)}, {{PhysAddr{0x20'0000ull}, PhysAddr{0xF0'0000ull}, "the kernel"}});
    for (u32 const frame : g_asked) EXPECT_TRUE(frame < 0x200 || frame >= 0xF00) << frame;
    EXPECT_EQ(std::count(g_asked.begin(), g_asked.end(), 0x1FFu), 1);
    EXPECT_EQ(std::count(g_asked.begin(), g_asked.end(), 0xFFFu), 1);
}

TEST_F(SilentRam, PieceOfOneFrameIsAskedOnce)
{
    ram_of({frames(0x100, 0x101)});
    EXPECT_EQ(g_asked, std::vector{0x100u});
}

} // namespace
