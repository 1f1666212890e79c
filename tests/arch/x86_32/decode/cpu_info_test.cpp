// SPDX-License-Identifier: MIT
// CPUID leaves of real CPUs, and what the kernel makes of them.
#include "arch/x86_32/decode/cpu_info.hpp"

#include <gtest/gtest.h>

namespace {

using arch::CpuidLeaf;
using arch::decode_cpu_info;

constexpr CpuidLeaf kIntel{0, 0x756E'6547, 0x6C65'746E, 0x4965'6E69}; // "GenuineIntel"

CpuidLeaf leaf0(u32 highest) { return {highest, kIntel.ebx, kIntel.ecx, kIntel.edx}; }

// No extended leaves: it answers 0x80000000 with its highest basic leaf, as CPUs of that time do.
CpuidLeaf pentium3(u32 leaf)
{
    switch (leaf) {
    case 0: return leaf0(2);
    case 1: return {0x0686, 0, 0, 0x0387'FBFF};
    default: return {0x0302'0101, 0, 0, 0x0C04'0843};
    }
}

// 32 address bits in leaf 0x80000008, although PSE36 says that it has 36.
CpuidLeaf core_duo(u32 leaf)
{
    switch (leaf) {
    case 0: return leaf0(10);
    case 1: return {0x06E8, 0, 0, 0xBFEB'FBFF};
    case 0x8000'0000: return {0x8000'0008, 0, 0, 0};
    case 0x8000'0001: return {0, 0, 0, 1u << 20};
    case 0x8000'0002: return {0x2020'2020, 0x756E'6547, 0x2065'6E69, 0}; // "    Genuine "
    case 0x8000'0003: return {0x6C65'746E, 0, 0, 0};                     // "ntel"
    case 0x8000'0004: return {0x2020'2020, 0, 0, 0};
    case 0x8000'0008: return {0x2020, 0, 0, 0};
    default: return {};
    }
}

CpuidLeaf i486(u32 leaf) { return leaf == 1 ? CpuidLeaf{0x0483, 0, 0, 0x0000'0001} : leaf0(1); }

CpuidLeaf nothing_but_leaf_0(u32 leaf) { return leaf == 0 ? leaf0(0) : CpuidLeaf{~0u, ~0u, ~0u, ~0u}; }

CpuidLeaf opteron(u32 leaf)
{
    return leaf == 1 ? CpuidLeaf{0x0010'0F42, 0, 0, 0x0002'0000} : leaf == 0 ? leaf0(5) : CpuidLeaf{};
}

TEST(CpuInfo, ReadsTheVendorInTheOrderEbxEdxEcx)
{
    EXPECT_EQ(decode_cpu_info(pentium3).vendor.view(), "GenuineIntel");
}

TEST(CpuInfo, APentium3HasPaePgeAndPatButNoNx)
{
    auto const info = decode_cpu_info(pentium3);
    EXPECT_TRUE(info.pae && info.pse && info.pge && info.pat && info.tsc && info.msr && info.apic);
    EXPECT_FALSE(info.nx);
    EXPECT_TRUE(info.name.empty());
}

TEST(CpuInfo, Pse36Means36AddressBitsWhereNoLeafSaysMore)
{
    EXPECT_EQ(decode_cpu_info(pentium3).phys_bits, 36);
}

u32 g_address_size = 0;
CpuidLeaf liar(u32 leaf) { return leaf == 0x8000'0008 ? CpuidLeaf{g_address_size, 0, 0, 0} : core_duo(leaf); }

TEST(CpuInfo, AddressSizeThatCannotBeIsNotBelieved)
{
    struct Case {
        u32 said;
        int believed;
    };
    for (auto const [said, believed] :
         {Case{0, 36}, Case{31, 36}, Case{40, 40}, Case{52, 52}, Case{0xFF, 52}}) {
        g_address_size = said;
        EXPECT_EQ(decode_cpu_info(liar).phys_bits, believed) << said;
    }
}

TEST(CpuInfo, TheAddressSizeLeafOutranksPse36) { EXPECT_EQ(decode_cpu_info(core_duo).phys_bits, 32); }

TEST(CpuInfo, ReadsNxFromTheExtendedLeaf) { EXPECT_TRUE(decode_cpu_info(core_duo).nx); }

TEST(CpuInfo, StripsTheBlanksAroundTheName)
{
    EXPECT_EQ(decode_cpu_info(core_duo).name.view(), "Genuine ntel");
}

TEST(CpuInfo, A486HasNothingOfAllThat)
{
    auto const info = decode_cpu_info(i486);
    EXPECT_FALSE(info.pae || info.pse || info.pge || info.pat || info.nx || info.tsc);
    EXPECT_EQ(info.phys_bits, 32);
    EXPECT_EQ(info.family, 4u);
}

TEST(CpuInfo, DoesNotBelieveALeafThatDoesNotExist)
{
    auto const info = decode_cpu_info(nothing_but_leaf_0);
    EXPECT_FALSE(info.pae || info.nx);
    EXPECT_EQ(info.family, 0u);
}

TEST(CpuInfo, AddsTheExtendedFamilyAndModel)
{
    auto const info = decode_cpu_info(opteron);
    EXPECT_EQ(info.family, 0x10u);
    EXPECT_EQ(info.model, 4u);
    EXPECT_EQ(info.stepping, 2u);
}

} // namespace
