// SPDX-License-Identifier: MIT
#include "mm/memory_map.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace {

using mm::DropReason;

constexpr u32 kUsable = 1, kReserved = 2;
constexpr u64 kTop = ~u64{0};

mm::FirmwareRange line(u64 begin, u64 end, u32 type = kUsable)
{
    return {PhysAddr{begin}, end - begin, type};
}
FrameRange frames(u64 begin, u64 end) { return {Pfn::of(PhysAddr{begin}), Pfn::of(PhysAddr{end})}; }

class MemoryMap : public testing::Test {
protected:
    std::vector<mm::FirmwareRange> firmware;
    std::vector<mm::ReservedRange> in_use;
    mm::MemoryLimits limits{.phys_bits = 36, .mem_limit = PhysAddr{kTop}};

    [[nodiscard]] mm::MemoryMap map() const { return {firmware, in_use, limits}; }
    void expect_ram(std::vector<FrameRange> const& expected)
    {
        auto const made = map();
        EXPECT_EQ(std::vector(made.ram().begin(), made.ram().end()), expected);
    }
    /// What was dropped for this reason: the first such range, in bytes.
    [[nodiscard]] PhysRange dropped(DropReason reason) const
    {
        auto const made = map();
        for (auto const& item : made.dropped()) {
            if (item.reason == reason) return {item.begin, item.end};
        }
        ADD_FAILURE() << "nothing was dropped because " << mm::drop_reason_text(reason);
        return {};
    }
    static PhysRange bytes(u64 begin, u64 end) { return {PhysAddr{begin}, PhysAddr{end}}; }
};

TEST_F(MemoryMap, UsableLinesBecomeFrames)
{
    firmware = {line(0x10'0000, 0x800'0000), line(0x1'0000'0000, 0x1'4000'0000)};
    expect_ram({frames(0x10'0000, 0x800'0000), frames(0x1'0000'0000, 0x1'4000'0000)});
}

TEST_F(MemoryMap, UnsortedLinesAreSorted)
{
    firmware = {line(0x1'0000'0000, 0x1'1000'0000), line(0x10'0000, 0x20'0000)};
    expect_ram({frames(0x10'0000, 0x20'0000), frames(0x1'0000'0000, 0x1'1000'0000)});
}

TEST_F(MemoryMap, OverlappingLinesCountOnce)
{
    firmware = {line(0x10'0000, 0x30'0000), line(0x20'0000, 0x40'0000)};
    expect_ram({frames(0x10'0000, 0x40'0000)});
}

TEST_F(MemoryMap, UnalignedLineIsClippedInwardsAndSaidSo)
{
    firmware = {line(0x10'0001, 0x20'0FFF)};
    expect_ram({frames(0x10'1000, 0x20'0000)});
    EXPECT_EQ(dropped(DropReason::PartOfFrame), bytes(0x10'0001, 0x10'1000));
}

TEST_F(MemoryMap, LineInsideOneFrameIsNoFrame)
{
    firmware = {line(0x10'0100, 0x10'0F00)};
    expect_ram({});
    EXPECT_EQ(dropped(DropReason::PartOfFrame), bytes(0x10'0100, 0x10'0F00));
}

TEST_F(MemoryMap, LinesThatMeetInsideAFrameMakeItWhole)
{
    firmware = {line(0x10'0000, 0x10'1800), line(0x10'1800, 0x10'3000)};
    expect_ram({frames(0x10'0000, 0x10'3000)});
}

TEST_F(MemoryMap, ReservedWinsOverUsableWhicheverComesFirst)
{
    firmware = {line(0x20'0000, 0x30'0000, kReserved), line(0x10'0000, 0x40'0000)};
    expect_ram({frames(0x10'0000, 0x20'0000), frames(0x30'0000, 0x40'0000)});
    std::reverse(firmware.begin(), firmware.end());
    expect_ram({frames(0x10'0000, 0x20'0000), frames(0x30'0000, 0x40'0000)});
    EXPECT_EQ(dropped(DropReason::Reserved), bytes(0x20'0000, 0x30'0000));
}

TEST_F(MemoryMap, ReservedPartOfAFrameTakesTheWholeFrame)
{
    firmware = {line(0x10'0000, 0x40'0000), line(0x20'0800, 0x20'0801, kReserved)};
    expect_ram({frames(0x10'0000, 0x20'0000), frames(0x20'1000, 0x40'0000)});
}

TEST_F(MemoryMap, UnknownTypesAreNotOurs)
{
    firmware = {line(0x10'0000, 0x40'0000), line(0x20'0000, 0x30'0000, 0xFFFF'FFFF)};
    expect_ram({frames(0x10'0000, 0x20'0000), frames(0x30'0000, 0x40'0000)});
}

TEST_F(MemoryMap, ZeroLengthLinesAreIgnoredAndSaidSo)
{
    firmware = {line(0x10'0000, 0x20'0000), line(0x18'0000, 0x18'0000, kReserved),
                line(0x50'0000, 0x50'0000)};
    expect_ram({frames(0x10'0000, 0x20'0000)});
    EXPECT_EQ(dropped(DropReason::NoBytes), bytes(0x50'0000, 0x50'0000));
}

TEST_F(MemoryMap, LineThatWrapsAroundEndsWithTheAddresses)
{
    firmware = {{PhysAddr{0x10'0000ull}, kTop, kUsable}};
    expect_ram({frames(0x10'0000, 0xFEC0'0000), frames(0x1'0000'0000, 0x10'0000'0000)});
    (void)dropped(DropReason::WrapsAround);
    EXPECT_EQ(dropped(DropReason::BeyondCpu), bytes(0x10'0000'0000, kTop));
}

TEST_F(MemoryMap, ReservedLineThatWrapsAroundReachesTheEnd)
{
    firmware = {line(0x10'0000, 0x40'0000), {PhysAddr{0x20'0000ull}, kTop, kReserved}};
    expect_ram({frames(0x10'0000, 0x20'0000)});
}

TEST_F(MemoryMap, LineThatStraddlesTheLegacyAreaLosesIt)
{
    firmware = {line(0, 0x800'0000)};
    expect_ram({frames(0x1000, 0xA'0000), frames(0x10'0000, 0x800'0000)});
    EXPECT_EQ(dropped(DropReason::LegacyArea), bytes(0xA'0000, 0x10'0000));
    EXPECT_EQ(dropped(DropReason::FrameZero), bytes(0, 0x1000));
}

TEST_F(MemoryMap, LineOverAllAddressesLosesTheApicsAndTheBios)
{
    firmware = {line(0x10'0000, 0x2'0000'0000)};
    expect_ram({frames(0x10'0000, 0xFEC0'0000), frames(0x1'0000'0000, 0x2'0000'0000)});
    EXPECT_EQ(dropped(DropReason::ApicArea), bytes(0xFEC0'0000, 0x1'0000'0000));
}

TEST_F(MemoryMap, NothingBeyondThePhysicalAddressBits)
{
    limits.phys_bits = 32;
    firmware = {line(0x10'0000, 0x1'8000'0000)};
    expect_ram({frames(0x10'0000, 0xFEC0'0000)});
    EXPECT_EQ(dropped(DropReason::BeyondCpu), bytes(0x1'0000'0000, 0x1'8000'0000));
}

TEST_F(MemoryMap, NothingBeyondFrameNumbersOf28Bits)
{
    limits.phys_bits = 52;
    firmware = {line(0x10'0000, 0x20'0000), line(0xFF'FFFF'0000, 0x100'0001'0000)};
    expect_ram({frames(0x10'0000, 0x20'0000), frames(0xFF'FFFF'0000, 0xFF'FFFF'F000)});
    EXPECT_EQ(dropped(DropReason::BeyondNumbers), bytes(0xFF'FFFF'F000, 0x100'0001'0000));
}

TEST_F(MemoryMap, MemLimitCutsEverythingAbove)
{
    limits.mem_limit = PhysAddr{0x1234'5678ull};
    firmware = {line(0x10'0000, 0x8000'0000), line(0x1'0000'0000, 0x2'0000'0000)};
    expect_ram({frames(0x10'0000, 0x1234'5000)});
    EXPECT_EQ(dropped(DropReason::BeyondLimit), bytes(0x1234'5678, 0x8000'0000));
}

TEST_F(MemoryMap, WhatIsInUseIsRamButNotUnused)
{
    firmware = {line(0x10'0000, 0x800'0000)};
    in_use = {{PhysAddr{0x10'0000ull}, PhysAddr{0x28'0123ull}, "kernel"},
              {PhysAddr{0x400'0FFFull}, PhysAddr{0x400'1001ull}, "module"}};
    auto const made = map();
    expect_ram({frames(0x10'0000, 0x800'0000)});
    EXPECT_EQ(std::vector(made.unused().begin(), made.unused().end()),
              (std::vector{frames(0x28'1000, 0x400'0000), frames(0x400'2000, 0x800'0000)}));
}

TEST_F(MemoryMap, RangeInUseBeyondAllFrameNumbersDoesNotWrapIntoRam)
{
    firmware = {line(0x10'0000, 0x800'0000)};
    in_use = {{PhysAddr{0x1000'0000'0000ull}, PhysAddr{0x1000'0080'0000ull},
               "16 TiB, which is frame 0 in 32 bits"}};
    auto const made = map();
    EXPECT_EQ(mm::count_frames(made.unused(), frames(0, 0x800'0000)), 0x7F00u);
}

TEST_F(MemoryMap, DroppingFromAFrameOnSaysWhyAndCutsBoth)
{
    firmware = {line(0x10'0000, 0x800'0000), line(0x1'0000'0000, 0x2'0000'0000)};
    auto made = map();
    made.drop_from(Pfn::of(PhysAddr{0x1'8000'0000ull}), DropReason::NoMetadata);
    EXPECT_EQ(made.ram_end(), Pfn::of(PhysAddr{0x1'8000'0000ull}));
    EXPECT_EQ(made.unused().back(), frames(0x1'0000'0000, 0x1'8000'0000));
    auto const& last = made.dropped()[made.dropped().size() - 1];
    EXPECT_EQ(last.reason, DropReason::NoMetadata);
    EXPECT_EQ((PhysRange{last.begin, last.end}), bytes(0x1'8000'0000, 0x2'0000'0000));
}

TEST_F(MemoryMap, DroppingAPieceCutsItOutOfTheMiddle)
{
    firmware = {line(0x10'0000, 0x800'0000)};
    auto made = map();
    made.drop(frames(0x200'0000, 0x300'0000), DropReason::Silent);
    std::vector const left{frames(0x10'0000, 0x200'0000), frames(0x300'0000, 0x800'0000)};
    EXPECT_EQ(std::vector(made.ram().begin(), made.ram().end()), left);
    EXPECT_EQ(std::vector(made.unused().begin(), made.unused().end()), left);
}

TEST_F(MemoryMap, NoLinesAtAllIsNoRam)
{
    auto const made = map();
    EXPECT_TRUE(made.ram().empty());
    EXPECT_EQ(made.ram_end(), Pfn{});
}

TEST_F(MemoryMap, HundredsOfSplinteredLinesNeverInventRam)
{
    for (u64 number = 0; number < 400; ++number) {
        firmware.push_back(line(0x10'0000 + number * 0x4000, 0x10'0000 + number * 0x4000 + 0x2000));
    }
    auto const made = map();
    for (FrameRange const piece : made.ram()) {
        EXPECT_EQ(piece.count(), 2u);
        EXPECT_EQ((piece.begin.raw() - 0x100) % 4, 0u);
    }
    (void)dropped(DropReason::TooManyPieces);
}

/// A frame is RAM exactly if every byte of it is usable, none is reserved, and no rule forbids it.
TEST_F(MemoryMap, AgreesWithAModelOnRandomMaps)
{
    std::mt19937 random{7};
    constexpr u64 kFirst = 0x10'0000, kFrames = 24;
    for (u32 round = 0; round < 100; ++round) {
        std::vector<u8> usable(kFrames * kPageSize), reserved(kFrames * kPageSize);
        firmware.clear();
        for (u32 count = 0; count < 12; ++count) {
            u64 begin = random() % usable.size(), end = random() % usable.size();
            if (random() % 2 == 0) begin &= ~u64{0xFFF}, end &= ~u64{0xFFF};
            if (begin > end) std::swap(begin, end);
            bool const good = random() % 3 != 0;
            firmware.push_back(line(kFirst + begin, kFirst + end, good ? kUsable : kReserved));
            auto& bytes_of_kind = good ? usable : reserved;
            std::fill(bytes_of_kind.begin() + static_cast<i64>(begin),
                      bytes_of_kind.begin() + static_cast<i64>(end), u8{1});
        }
        auto const made = map();
        for (u32 number = 0; number < kFrames; ++number) {
            auto const first = static_cast<i64>(number) * kPageSize;
            bool const all =
                std::count(usable.begin() + first, usable.begin() + first + kPageSize, 1) == kPageSize;
            bool const none =
                std::count(reserved.begin() + first, reserved.begin() + first + kPageSize, 1) == 0;
            Pfn const pfn{0x100 + number};
            ASSERT_EQ(mm::count_frames(made.ram(), {pfn, pfn + 1}) == 1, all && none)
                << round << " " << number;
        }
    }
}

} // namespace
