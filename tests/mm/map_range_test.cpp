// SPDX-License-Identifier: MIT
// Mapping a range: what the CPUs then see, and that a failure changes nothing.
#include "tests/sim/range_machine.hpp"

namespace {

using lib::ReportKind;
using mm::MapError;
using mm::Mapping;
using mm::Rights;
using sim::AccessKind;

using MapRange = sim::RangeMachine;

TEST_F(MapRange, SmallPagesLeadToTheirFramesAboveFourGibAndAcrossBorders)
{
    VirtAddr const first = kBorder - 600 * kPageSize; // two borders of 2 MiB, the second one of 1 GiB
    ASSERT_EQ(map(first, frames(kHigh + 3, 700)), kMapped);
    for (u32 index = 0; index < 700; ++index) ASSERT_EQ(frame_of(page(first, index)), kHigh + 3 + index);
    EXPECT_FALSE(allows(first - 1, AccessKind::Read));
    EXPECT_FALSE(allows(page(first, 700), AccessKind::Read));
    EXPECT_EQ(tables.out, 3u);
}

TEST_F(MapRange, LargePagesWhereAddressAndFrameAllow)
{
    VirtAddr const first = kBorder - 2 * kLargePageSize - 5 * kPageSize;
    u32 const count = 5 + 3 * kFramesPerLargePage + 7;
    ASSERT_EQ(map(first, frames(kHigh + (kFramesPerLargePage - 5), count), {.large = true}), kMapped);
    for (u32 index = 0; index < count; ++index) {
        bool const small = index < 5 || index >= 5 + 3 * kFramesPerLargePage;
        ASSERT_EQ(walk(page(first, index)).directory.large(), !small) << index;
        ASSERT_EQ(frame_of(page(first, index)), kHigh + (kFramesPerLargePage - 5) + index);
    }
    EXPECT_FALSE(allows(page(first, count), AccessKind::Read));
    EXPECT_EQ(tables.out, 2u);
}

TEST_F(MapRange, FramesThatDoNotFitLargePagesTakeSmallOnes)
{
    ASSERT_EQ(map(kBorder, frames(kHigh + 1, 2 * kFramesPerLargePage), {.large = true}), kMapped);
    EXPECT_FALSE(walk(kBorder).directory.large());
    EXPECT_EQ(frame_of(kBorder + kLargePageSize), kHigh + 1 + kFramesPerLargePage);
}

TEST_F(MapRange, EntriesSayWhatWasAskedFor)
{
    VirtAddr at = kBorder;
    for (bool const large : {false, true}) {
        for (bool const global : {false, true}) {
            for (Rights const rights : {Rights::Read, Rights::Write, Rights::Execute}) {
                for (mm::Cache const cache : {mm::Cache::WriteBack, mm::Cache::WriteCombining}) {
                    Mapping const mapping{{rights, cache}, global, large};
                    ASSERT_EQ(map(at, frames(kHigh, kFramesPerLargePage), mapping), kMapped);
                    mm::Pte const entry = large ? walk(at).directory : walk(at).table;
                    EXPECT_EQ(entry.large(), large);
                    EXPECT_EQ(entry.global(), global);
                    EXPECT_EQ(entry.low() & (mm::Pte::kPwt | mm::Pte::kPcd), mm::cache_bits(cache));
                    EXPECT_EQ(rights_of(at + 0x3000), rights == Rights::Read    ? "r"
                                                      : rights == Rights::Write ? "rw"
                                                                                : "rx");
                    at = at + kLargePageSize;
                }
            }
        }
    }
    EXPECT_EQ(sim::mmu().entries_written(), 0u) << "Accessed and Dirty are set";
}

TEST_F(MapRange, WhatIsMappedAlreadyIsRefusedAndNothingChanges)
{
    VirtRange const range = pages(kBorder - kLargePageSize, 3 * kFramesPerLargePage);
    ASSERT_EQ(map(page(kBorder, 7), frames(kHigh, 1)), kMapped);
    map_large(kBorder + kLargePageSize, 1);
    auto const before = picture(range);
    u32 const tables_before = tables.out;
    EXPECT_EQ(map(page(kBorder, 7), frames(kHigh, 1)), MapError::InUse);
    EXPECT_EQ(map(range.begin, frames(kHigh, kFramesPerLargePage + 8)), MapError::InUse) << "its last page";
    EXPECT_EQ(map(page(kBorder, 8), frames(kHigh, kFramesPerLargePage)), MapError::InUse) << "a large page";
    EXPECT_EQ(map(kBorder, frames(kHigh, kFramesPerLargePage), {.large = true}), MapError::InUse);
    EXPECT_EQ(picture(range), before);
    EXPECT_EQ(tables.out, tables_before);
    EXPECT_EQ(map(range.begin, frames(kHigh, kFramesPerLargePage + 7)), kMapped) << "up to it";
}

TEST_F(MapRange, WithoutFramesForAllTablesNothingIsMappedAndNothingLost)
{
    VirtAddr const first = kBorder - kLargePageSize - kPageSize;
    FrameRange const wanted = frames(kHigh, 2 * kFramesPerLargePage + 2); // four tables
    for (u32 allowed = 0; allowed < 4; ++allowed) {
        tables.left = allowed;
        EXPECT_EQ(map(first, wanted), MapError::NoTable) << allowed;
        EXPECT_EQ(tables.out, 0u);
        EXPECT_EQ(mm::make_tables(space, pages(first, wanted.count())).error(), MapError::NoTable);
        EXPECT_EQ(tables.out, 0u);
        EXPECT_FALSE(walk(first).directory.present());
    }
    tables.left = 4;
    EXPECT_EQ(map(first, wanted), kMapped);
    EXPECT_EQ(tables.left, 0u);
}

TEST_F(MapRange, RangeThatLeavesTheAddressSpaceStops)
{
    // In 32 bits the first one is as long as nothing, and the second ends before it begins.
    EXPECT_STOP(ReportKind::CheckFailed, (void)mm::map_range(space, kBorder, frames(kHigh, 1u << 20), {}));
    EXPECT_STOP(ReportKind::CheckFailed,
                (void)mm::map_range(space, kBorder, frames(kHigh, (1u << 20) - 1), {}));
}

TEST_F(MapRange, TablesMadeAheadAreUsed)
{
    mm::make_tables(space, pages(kBorder - kPageSize, 2)).must();
    EXPECT_EQ(tables.out, 2u);
    tables.left = 0;
    EXPECT_EQ(map(kBorder - kPageSize, frames(kHigh, 2)), kMapped);
}

TEST_F(MapRange, PointerTableMayLieAnywhereInItsFrame)
{
    PhysAddr const root = low_frame(0).pfn().base() + 4064;
    std::ranges::copy(mm::pointers_at(mm::kernel_space().root), mm::pointers_at(root).begin());
    mm::map_range(mm::AddressSpace{root, tables, {}}, kBorder, frames(kHigh, 1), {}).must();
    sim::mmu().load_root(root);
    EXPECT_EQ(frame_of(kBorder), kHigh);
    EXPECT_EQ(mm::walk(root, kBorder).address, kHigh.base());
}

} // namespace
