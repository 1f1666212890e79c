// SPDX-License-Identifier: MIT
// Changing a part of a large page.
#include "tests/sim/range_machine.hpp"
#include "tests/sim/single_step.hpp"

namespace {

using mm::EmptyTables;
using mm::MapError;
using mm::OwedFlush;
using mm::Rights;

class SplitRange : public sim::RangeMachine {
protected:
    static constexpr VirtAddr kFirst = kBorder - kLargePageSize;
    SplitRange()
    {
        EXPECT_EQ(map(kFirst, frames(kHigh, 2 * kFramesPerLargePage),
                      {{Rights::Write, mm::Cache::WriteThrough}, true, true}),
                  kMapped);
        for (u32 cpu = 0; cpu < 4; ++cpu) EXPECT_TRUE(allows_on(cpu, kFirst, sim::AccessKind::Write));
    }
};

TEST_F(SplitRange, PartThatChangesSplitsAndTheRestStaysAsItIs)
{
    mm::Pte const large = walk(kFirst).directory;
    VirtRange const part = pages(page(kFirst, 100), 3);
    VirtRange const covered = settle(mm::protect_range(space, part, Rights::Execute));
    EXPECT_EQ(covered, pages(kFirst, kFramesPerLargePage)) << "a CPU may not have both kinds of translations";
    for (u32 index = 0; index < kFramesPerLargePage; ++index) {
        bool const changed = part.contains(page(kFirst, index));
        mm::Pte const entry = walk(page(kFirst, index)).table;
        ASSERT_EQ(rights_of(page(kFirst, index)), changed ? "rx" : "rw") << index;
        ASSERT_EQ(entry.pfn(), kHigh + index);
        if (!changed) {
            u32 const flags = large.low() % kPageSize & ~mm::Pte::kLarge;
            ASSERT_EQ(entry, mm::Pte::frame(kHigh + index, flags, large.high() & mm::Pte::kNxHigh));
        }
    }
    EXPECT_TRUE(walk(kBorder).directory.large()) << "the next one is none of its business";
    EXPECT_EQ(tables.out, 1u);
}

TEST_F(SplitRange, WholeLargePagesChangeWithoutATable)
{
    tables.left = 0;
    VirtRange const both = pages(kFirst, 2 * kFramesPerLargePage);
    EXPECT_EQ(settle(mm::protect_range(space, both, Rights::Read)), both);
    EXPECT_EQ(rights_of(kFirst), "r");
    EXPECT_EQ(settle(mm::protect_range(space, pages(kFirst, 1), Rights::Read)), VirtRange{}) << "as it is";
    EXPECT_EQ(settle(mm::unmap_range(space, both, EmptyTables::GiveBack)), both);
    for (u32 cpu = 0; cpu < 4; ++cpu) EXPECT_FALSE(allows_on(cpu, kFirst, sim::AccessKind::Read));
}

TEST_F(SplitRange, UnmappingSplitsAtBothEnds)
{
    VirtRange const part = pages(kBorder - 10 * kPageSize, 30);
    settle(mm::unmap_range(space, part, EmptyTables::GiveBack));
    for (u32 index = 0; index < 2 * kFramesPerLargePage; ++index) {
        VirtAddr const at = page(kFirst, index);
        ASSERT_EQ(rights_of(at), part.contains(at) ? "" : "rw") << index;
        if (!part.contains(at)) {
            ASSERT_EQ(frame_of(at), kHigh + index);
        }
    }
    EXPECT_EQ(tables.out, 2u);
    settle(mm::unmap_range(space, pages(kFirst, 2 * kFramesPerLargePage), EmptyTables::GiveBack));
    EXPECT_EQ(tables.out, 0u);
}

TEST_F(SplitRange, WithoutFramesForTheTablesNothingChanges)
{
    VirtRange const part = pages(kBorder - 10 * kPageSize, 30);
    auto const before = picture(pages(kFirst, 2 * kFramesPerLargePage));
    for (u32 allowed = 0; allowed < 2; ++allowed) {
        tables.left = allowed;
        EXPECT_EQ(mm::unmap_range(space, part, EmptyTables::GiveBack).error(), MapError::NoTable);
        EXPECT_EQ(mm::protect_range(space, part, Rights::Read).error(), MapError::NoTable);
        EXPECT_EQ(picture(pages(kFirst, 2 * kFramesPerLargePage)), before);
        EXPECT_EQ(tables.out, 0u);
    }
}

TEST_F(SplitRange, PageInUseIsNeverAbsentMeanwhile)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    std::optional<OwedFlush> owed;
    sim::single_step(
        [&] { owed.emplace(mm::protect_range(space, pages(page(kFirst, 1), 1), Rights::Read).must()); },
        [&](u32) {
            sim::Mmu fresh; // a CPU that has cached nothing
            fresh.load_root(mm::kernel_space().root);
            EXPECT_EQ(Pfn::of(fresh.translate(kFirst, sim::AccessKind::Write)), kHigh);
            EXPECT_EQ(Pfn::of(fresh.translate(page(kFirst, 511), sim::AccessKind::Write)), kHigh + 511);
        });
    owed->settle();
}

} // namespace
