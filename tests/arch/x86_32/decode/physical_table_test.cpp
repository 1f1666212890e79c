// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/physical_table.hpp"
#include "tests/support/fake_firmware.hpp"

#include <gtest/gtest.h>

namespace {

using arch::PhysicalTable;
using fake::Bytes;

TEST(PhysicalTable, ReadsLittleEndianNumbersAboveFourGib)
{
    fake::Memory memory;
    memory.put(0x1'2345'6000, Bytes{}.number(0xDEAD'BEEF, 4));
    EXPECT_EQ(PhysicalTable(memory, PhysAddr{0x1'2345'6000ull}, 4).read<u32>(0), 0xDEAD'BEEFu);
}

TEST(PhysicalTable, RefusesAnObjectThatReachesBeyondTheEnd)
{
    fake::Memory memory;
    PhysicalTable const table{memory, PhysAddr{0x1000ull}, 7};
    EXPECT_TRUE(table.read<u32>(3).has_value());
    EXPECT_FALSE(table.read<u32>(4).has_value());
}

TEST(PhysicalTable, RefusesAnOffsetThatWouldWrap)
{
    fake::Memory memory;
    PhysicalTable const table{memory, PhysAddr{0x1000ull}, 64};
    EXPECT_FALSE(table.read<u32>(0xFFFF'FFFE).has_value());
}

TEST(PhysicalTable, ReadsNothingWhereTheCpuHasNoAddressBits)
{
    fake::Memory memory{32};
    EXPECT_FALSE(PhysicalTable(memory, PhysAddr{0xFFFF'FFFEull}, 4).read<u32>(0).has_value());
}

TEST(PhysicalTable, ChecksumIsTheSumOfAllBytesModulo256)
{
    fake::Memory memory;
    Bytes bytes;
    bytes.zeros(600).set(0, 200, 1).set(300, 60, 1).set(599, 1, 1); // more than one chunk
    memory.put(0x1F00, bytes);
    EXPECT_EQ(PhysicalTable(memory, PhysAddr{0x1F00ull}, 600).checksum(), u8{5});
}

TEST(PhysicalTable, ChecksumOfATableBeyondTheAddressBitsIsNone)
{
    fake::Memory memory{32};
    EXPECT_FALSE(PhysicalTable(memory, PhysAddr{0xFFFF'FF00ull}, 0x200).checksum().has_value());
}

TEST(FindParagraph, FindsASignatureOnAParagraphOnly)
{
    fake::Memory memory;
    memory.put(0xE'0008, Bytes{}.text("_MP_"));
    memory.put(0xE'0040, Bytes{}.text("_MP_"));
    EXPECT_EQ(find_paragraph(memory, PhysAddr{0xE'0000ull}, 1024, "_MP_"), PhysAddr{0xE'0040ull});
}

TEST(FindParagraph, DoesNotLookBeyondTheArea)
{
    fake::Memory memory;
    memory.put(0xE'0400, Bytes{}.text("_MP_"));
    EXPECT_FALSE(find_paragraph(memory, PhysAddr{0xE'0000ull}, 1024, "_MP_").has_value());
}

TEST(ExtendedBiosData, IsWhereTheBiosDataAreaSays)
{
    fake::Memory memory;
    memory.put(0x40E, Bytes{}.number(0x9FC0, 2));
    EXPECT_EQ(arch::extended_bios_data(memory), PhysAddr{0x9'FC00ull});
}

TEST(ExtendedBiosData, IsNowhereIfTheSegmentMakesNoSense)
{
    for (u64 const segment : {0x0000u, 0x0039u, 0xA000u, 0xFFFFu}) {
        fake::Memory memory;
        memory.put(0x40E, Bytes{}.number(segment, 2));
        EXPECT_FALSE(arch::extended_bios_data(memory).has_value()) << segment;
    }
}

} // namespace
