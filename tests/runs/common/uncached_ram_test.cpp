// SPDX-License-Identifier: MIT
// Which parts of RAM the MTRRs leave uncached.
#include "runs/common/uncached_ram.hpp"

#include <gtest/gtest.h>

namespace {

using kernel::MemoryType;
using kernel::Mtrrs;
using kernel::TypedRange;

TypedRange range(u64 begin, u64 end, MemoryType type) { return {{PhysAddr{begin}, PhysAddr{end}}, type}; }

Mtrrs with(std::initializer_list<TypedRange> variable, MemoryType usual)
{
    Mtrrs mtrrs;
    mtrrs.enabled = true;
    mtrrs.usual = usual;
    for (TypedRange const& each : variable) mtrrs.variable.push(each);
    return mtrrs;
}

std::vector<TypedRange> found(std::initializer_list<FrameRange> ram, Mtrrs const& mtrrs)
{
    auto const list = kernel::uncached_ram({ram.begin(), ram.size()}, mtrrs);
    return {list.begin(), list.end()};
}

constexpr FrameRange kRam{Pfn{0x100}, Pfn{0x1'0000}}; // 1 to 256 MiB

TEST(UncachedRam, NoneWhereRangesCoverAllOfIt)
{
    EXPECT_TRUE(
        found({kRam}, with({range(0, 256_MiB, MemoryType::WriteBack)}, MemoryType::Uncached)).empty());
    EXPECT_TRUE(found({kRam}, with({}, MemoryType::WriteBack)).empty());
}

TEST(UncachedRam, EndThatFirmwareForgotIsNamed)
{
    EXPECT_EQ(found({kRam}, with({range(0, 128_MiB, MemoryType::WriteBack)}, MemoryType::Uncached)),
              (std::vector{range(128_MiB, 256_MiB, MemoryType::Uncached)}));
}

TEST(UncachedRam, UncachedBeatsWhatItOverlaps)
{
    Mtrrs const mtrrs =
        with({range(0, 256_MiB, MemoryType::WriteBack), range(64_MiB, 65_MiB, MemoryType::Uncached)},
             MemoryType::Uncached);
    EXPECT_EQ(found({kRam}, mtrrs), (std::vector{range(64_MiB, 65_MiB, MemoryType::Uncached)}));
    EXPECT_EQ(kernel::type_at(
                  with({range(0, 1_MiB, MemoryType::WriteBack), range(0, 1_MiB, MemoryType::WriteThrough)},
                       MemoryType::Uncached),
                  PhysAddr{}),
              MemoryType::WriteThrough);
}

TEST(UncachedRam, NeighboursAreOnePieceAndHolesInRamSeparate)
{
    Mtrrs const mtrrs =
        with({range(64_MiB, 65_MiB, MemoryType::Uncached), range(65_MiB, 67_MiB, MemoryType::Uncached)},
             MemoryType::WriteBack);
    EXPECT_EQ(found({kRam}, mtrrs), (std::vector{range(64_MiB, 67_MiB, MemoryType::Uncached)}));
    EXPECT_EQ(found({{Pfn{0x100}, Pfn{0x4080}}, {Pfn{0x4100}, Pfn{0x4200}}}, mtrrs),
              (std::vector{range(64_MiB, 64_MiB + 0x8'0000, MemoryType::Uncached),
                           range(65_MiB, 66_MiB, MemoryType::Uncached)}));
}

TEST(UncachedRam, FirstMebibyteFollowsTheFixedOnesIfTheyAreInUse)
{
    Mtrrs mtrrs = with({}, MemoryType::WriteBack);
    mtrrs.fixed.push(range(0, 0x8'0000, MemoryType::WriteBack));
    mtrrs.fixed.push(range(0x8'0000, 0x10'0000, MemoryType::Uncached));
    FrameRange const low{Pfn{1}, Pfn{0x9F}};
    EXPECT_TRUE(found({low}, mtrrs).empty());
    mtrrs.fixed_enabled = true;
    EXPECT_EQ(found({low}, mtrrs), (std::vector{range(0x8'0000, 0x9'F000, MemoryType::Uncached)}));
}

TEST(UncachedRam, AllOfItWhereMtrrsAreSwitchedOff)
{
    EXPECT_EQ(found({kRam}, Mtrrs{}), (std::vector{range(1_MiB, 256_MiB, MemoryType::Uncached)}));
}

} // namespace
