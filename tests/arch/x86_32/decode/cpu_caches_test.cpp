// SPDX-License-Identifier: MIT
// Cache leaves of real CPUs.
#include "arch/x86_32/decode/cpu_caches.hpp"

#include <gmock/gmock.h>

namespace {

using arch::CpuidLeaf;
using kernel::Cache;
using testing::ElementsAre;
using Kind = Cache::Kind;

constexpr u32 kGenu = 0x756E'6547, kAuth = 0x6874'7541;

std::vector<Cache> decode(arch::CpuidSubleafReader cpuid)
{
    auto const found = arch::decode_caches(cpuid);
    return {found.begin(), found.end()};
}

// Bytes 43, 08, 0C are caches; 01, 02, 03, 04 are TLBs.
CpuidLeaf pentium3(u32 leaf, u32)
{
    switch (leaf) {
    case 0: return {2, kGenu, 0, 0};
    case 2: return {0x0302'0101, 0, 0, 0x0C04'0843};
    default: return {};
    }
}

TEST(CpuCaches, Leaf2IsLookedUpByteByByte)
{
    EXPECT_THAT(decode(pentium3),
                ElementsAre(Cache{Kind::Unified, 2, 512, 4, 32}, Cache{Kind::Instructions, 1, 16, 4, 32},
                            Cache{Kind::Data, 1, 16, 4, 32}));
}

// A register with bit 31 says nothing, and the lowest byte of EAX is a count, not a cache (0x06 would be
// one).
CpuidLeaf words_without_descriptors(u32 leaf, u32)
{
    if (leaf == 0) return {2, kGenu, 0, 0};
    return {0x0000'0006, 0x8000'0043, 0x8000'0008, 0x0000'0043};
}

TEST(CpuCaches, RegistersThatSayTheyHoldNoDescriptorsAreNotRead)
{
    EXPECT_THAT(decode(words_without_descriptors), ElementsAre(Cache{Kind::Unified, 2, 512, 4, 32}));
}

CpuidLeaf nehalem(u32 leaf, u32 subleaf)
{
    if (leaf == 0) return {11, kGenu, 0, 0};
    if (leaf == 2) return {0x0000'0001, 0, 0, 0x0000'0043}; // outranked by leaf 4
    if (leaf != 4) return {};
    switch (subleaf) {
    case 0: return {0x1C00'4121, 0x01C0'003F, 63, 0};
    case 1: return {0x1C00'4122, 0x00C0'003F, 127, 0};
    case 2: return {0x1C00'4143, 0x01C0'003F, 511, 0};
    case 3: return {0x1C03'C363, 0x03C0'003F, 0x1FFF, 2};
    default: return {};
    }
}

TEST(CpuCaches, Leaf4DescribesEachCache)
{
    EXPECT_THAT(decode(nehalem),
                ElementsAre(Cache{Kind::Data, 1, 32, 8, 64}, Cache{Kind::Instructions, 1, 32, 4, 64},
                            Cache{Kind::Unified, 2, 256, 8, 64},
                            // bit 9 of EAX: fully associative
                            Cache{Kind::Unified, 3, 8192, Cache::kFullyAssociative, 64}));
}

CpuidLeaf endless(u32 leaf, u32)
{
    return leaf == 0 ? CpuidLeaf{4, kGenu, 0, 0} : CpuidLeaf{0x21, 0x3F, 0, 0};
}

TEST(CpuCaches, ACpuThatNeverStopsAnsweringIsNotAskedForEver)
{
    EXPECT_EQ(arch::decode_caches(endless).size(), 8u);
    EXPECT_EQ(arch::decode_caches(endless).left_out(), 8u);
}

CpuidLeaf athlon(u32 leaf, u32)
{
    switch (leaf) {
    case 0: return {1, kAuth, 0, 0};
    case 0x8000'0000: return {0x8000'0006, 0, 0, 0};
    case 0x8000'0005: return {0, 0, 0x4002'0140, 0x40FF'0140};
    case 0x8000'0006: return {0, 0, 0x0100'8140, 0};
    default: return {};
    }
}

TEST(CpuCaches, AmdHasAWordForEach)
{
    EXPECT_THAT(decode(athlon), ElementsAre(Cache{Kind::Data, 1, 64, 2, 64},
                                            Cache{Kind::Instructions, 1, 64, Cache::kFullyAssociative, 64},
                                            Cache{Kind::Unified, 2, 256, 16, 64}));
}

CpuidLeaf phenom(u32 leaf, u32 subleaf)
{
    if (leaf == 0x8000'0006) return {0, 0, 0x0200'8140, 0x0030'B140};
    return athlon(leaf, subleaf);
}

TEST(CpuCaches, AmdsThirdLevelCountsIn512KiB)
{
    EXPECT_EQ(decode(phenom).back(), (Cache{Kind::Unified, 3, 6144, 48, 64}));
}

CpuidLeaf k5(u32 leaf, u32) { return leaf == 0 ? CpuidLeaf{1, kAuth, 0, 0} : CpuidLeaf{~0u, ~0u, ~0u, ~0u}; }
CpuidLeaf i486(u32 leaf, u32) { return leaf == 0 ? CpuidLeaf{1, kGenu, 0, 0} : CpuidLeaf{0x43, 0, 0, 0x43}; }

TEST(CpuCaches, LeavesThatDoNotExistAreNotBelieved)
{
    EXPECT_TRUE(decode(k5).empty());
    EXPECT_TRUE(decode(i486).empty());
}

} // namespace
