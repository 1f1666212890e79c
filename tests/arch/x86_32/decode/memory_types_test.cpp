// SPDX-License-Identifier: MIT
// Registers as a BIOS leaves them.
#include "arch/x86_32/decode/memory_types.hpp"

#include <gmock/gmock.h>
#include <map>
#include <set>

namespace {

using kernel::MemoryType;
using kernel::TypedRange;
using testing::ElementsAre;

std::map<u32, u64> g_registers; // NOLINT: the reader is a plain function
std::set<u32> g_read;           // NOLINT

u64 read_register(u32 index)
{
    g_read.insert(index);
    return g_registers[index];
}

kernel::CpuInfo cpu_with_mtrrs(bool mtrr = true)
{
    kernel::CpuInfo info;
    info.msr = info.pat = true;
    info.phys_bits = 36;
    info.leaf1_edx = mtrr ? 1u << 12 : 0;
    return info;
}

class MemoryTypesTest : public testing::Test {
protected:
    MemoryTypesTest()
    {
        g_read.clear();
        g_registers = {{0xFE, 0x508},
                       {0x2FF, 0xC06}}; // 8 pairs, and fixed ones; all on, otherwise write-back
        fixed(0x0606'0606'0606'0606);
    }
    static void fixed(u64 types)
    {
        for (u32 const index : {0x250u, 0x258u, 0x259u}) g_registers[index] = types;
        for (u32 index = 0x268; index <= 0x26F; ++index) g_registers[index] = types;
    }
    static kernel::MemoryTypes read(kernel::CpuInfo const& info = cpu_with_mtrrs())
    {
        kernel::MemoryTypes types;
        arch::read_memory_types(read_register, info, types);
        return types;
    }
    static std::vector<TypedRange> variable()
    {
        auto const types = read();
        return {types.mtrrs->variable.begin(), types.mtrrs->variable.end()};
    }
};

TypedRange range(u64 begin, u64 end, MemoryType type) { return {{PhysAddr{begin}, PhysAddr{end}}, type}; }

TEST_F(MemoryTypesTest, ACpuWithoutTheRegistersIsNotAskedForThem)
{
    kernel::CpuInfo info = cpu_with_mtrrs(false);
    info.pat = false;
    auto const types = read(info);
    EXPECT_FALSE(types.mtrrs || types.pat);
    EXPECT_TRUE(g_read.empty()) << "each of these would be a general protection fault";
}

TEST_F(MemoryTypesTest, ThePairsCountAsManyAsThereAre)
{
    g_registers[0xFE] = 0x502;
    static_cast<void>(read());
    EXPECT_TRUE(g_read.contains(0x203));
    EXPECT_FALSE(g_read.contains(0x205));
}

TEST_F(MemoryTypesTest, AVariableRangeIsAsLongAsItsMaskSays)
{
    g_registers[0x200] = 0x0'8000'0000;         // uncached
    g_registers[0x201] = 0xF'8000'0800;         // 2 GiB
    g_registers[0x202] = 0xE000'0001;           // write-combining
    g_registers[0x203] = 0xF'FFE0'0000 | 0x800; // 2 MiB
    g_registers[0x204] = 0x1'0000'0006;         // not valid
    g_registers[0x205] = 0xF'0000'0000;
    EXPECT_THAT(variable(), ElementsAre(range(0x8000'0000, 0x1'0000'0000, MemoryType::Uncached),
                                        range(0xE000'0000, 0xE020'0000, MemoryType::WriteCombining)));
}

TEST_F(MemoryTypesTest, BitsAboveThoseOfTheCpuAreNotPartOfAMask)
{
    g_registers[0x200] = 0x6;
    g_registers[0x201] = 0xFFFF'FFF0'0000'0800; // all reserved, except for the valid bit
    EXPECT_TRUE(variable().empty());
}

TEST_F(MemoryTypesTest, FixedRangesOfOneTypeAreJoinedAcrossRegisters)
{
    g_registers[0x259] = 0;                     // 640 KiB to 768 KiB
    g_registers[0x268] = 0x0505'0505'0505'0505; // the video BIOS, 32 KiB
    auto const types = read();
    std::vector<TypedRange> const found{types.mtrrs->fixed.begin(), types.mtrrs->fixed.end()};
    EXPECT_THAT(found, ElementsAre(range(0, 0xA'0000, MemoryType::WriteBack),
                                   range(0xA'0000, 0xC'0000, MemoryType::Uncached),
                                   range(0xC'0000, 0xC'8000, MemoryType::WriteProtected),
                                   range(0xC'8000, 0x10'0000, MemoryType::WriteBack)));
}

TEST_F(MemoryTypesTest, AlternatingTypesFillTheListAndNoMore)
{
    fixed(0x0006'0006'0006'0006);
    auto const types = read();
    EXPECT_EQ(types.mtrrs->fixed.size(), 88u);
    EXPECT_EQ(types.mtrrs->fixed.left_out(), 0u);
}

TEST_F(MemoryTypesTest, WithoutFixedRangesTheirRegistersAreLeftAlone)
{
    g_registers[0xFE] = 0x408;
    auto const types = read();
    EXPECT_TRUE(types.mtrrs->fixed.empty());
    EXPECT_FALSE(types.mtrrs->fixed_enabled);
    EXPECT_FALSE(g_read.contains(0x250));
}

TEST_F(MemoryTypesTest, SaysWhatIsSwitchedOff)
{
    g_registers[0x2FF] = 0x000;
    auto const types = read();
    EXPECT_FALSE(types.mtrrs->enabled || types.mtrrs->fixed_enabled);
    EXPECT_EQ(types.mtrrs->usual, MemoryType::Uncached);
}

TEST_F(MemoryTypesTest, ReadsThePat)
{
    g_registers[0x277] = 0x0007'0406'0107'0406;
    EXPECT_EQ(read().pat, 0x0007'0406'0107'0406u);
}

TEST(MemoryTypeNames, GapsInTheNumbersAreReserved)
{
    EXPECT_EQ(kernel::memory_type_name(MemoryType::WriteBack), "write-back");
    EXPECT_EQ(kernel::memory_type_name(static_cast<MemoryType>(2)), "reserved");
    EXPECT_EQ(kernel::memory_type_name(static_cast<MemoryType>(0xFF)), "reserved");
}

} // namespace
