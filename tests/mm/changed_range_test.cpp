// SPDX-License-Identifier: MIT
// New rights for a range, and unmapping it: what the CPUs see after the flush that is owed.
#include "tests/sim/range_machine.hpp"

namespace {

using lib::ReportKind;
using mm::EmptyTables;
using mm::OwedFlush;
using mm::Rights;
using sim::AccessKind;

class ChangedRange : public sim::RangeMachine {
protected:
    static constexpr VirtAddr kFirst = kBorder - 4 * kPageSize; // eight small pages across the border
    ChangedRange()
    {
        EXPECT_EQ(map(kFirst, frames(kHigh, 8)), kMapped);
        for (u32 cpu = 0; cpu < 4; ++cpu) {
            for (u32 index = 0; index < 8; ++index) {
                EXPECT_TRUE(allows_on(cpu, page(kFirst, index), AccessKind::Write));
            }
        }
    }
};

TEST_F(ChangedRange, NewRightsHoldOnEveryCpuAfterTheFlush)
{
    auto owed = mm::protect_range(space, pages(page(kFirst, 2), 4), Rights::Read);
    ASSERT_TRUE(static_cast<bool>(owed));
    EXPECT_EQ(owed->pages(), pages(page(kFirst, 2), 4));
    EXPECT_TRUE(allows_on(3, page(kFirst, 2), AccessKind::Write)) << "it still has the old translation";
    owed->settle();
    for (u32 cpu = 0; cpu < 4; ++cpu) {
        for (u32 index = 0; index < 8; ++index) {
            bool const changed = index >= 2 && index < 6;
            EXPECT_EQ(allows_on(cpu, page(kFirst, index), AccessKind::Write), !changed) << index;
        }
    }
    sim::Shootdown const flush{lib::CpuMask::all(), pages(page(kFirst, 2), 4)};
    EXPECT_EQ(sim::shootdown_log(), std::vector{flush});
}

TEST_F(ChangedRange, ChangesRightsInEveryDirectionAndKeepsTheRest)
{
    for (Rights const from : {Rights::Read, Rights::Write, Rights::Execute}) {
        for (Rights const to : {Rights::Read, Rights::Write, Rights::Execute}) {
            settle(mm::protect_range(space, pages(kFirst, 8), from));
            settle(mm::protect_range(space, pages(kFirst, 8), to));
            EXPECT_EQ(walk(kFirst).table, mm::page_entry(kHigh, {to, mm::Cache::WriteBack}));
        }
    }
}

TEST_F(ChangedRange, OnlyWhatReallyChangesOwesAFlush)
{
    EXPECT_EQ(settle(mm::protect_range(space, pages(kFirst, 8), Rights::Write)), VirtRange{});
    EXPECT_EQ(sim::shootdown_log(), std::vector<sim::Shootdown>{});
    settle(mm::protect_range(space, pages(page(kFirst, 3), 2), Rights::Read));
    EXPECT_EQ(settle(mm::protect_range(space, pages(kFirst, 8), Rights::Write)), pages(page(kFirst, 3), 2));
}

TEST_F(ChangedRange, UnmappedPagesAreGoneFromEveryCpuAndTheNeighboursStay)
{
    EXPECT_EQ(settle(mm::unmap_range(space, pages(page(kFirst, 1), 5), EmptyTables::Keep)),
              pages(page(kFirst, 1), 5));
    for (u32 cpu = 0; cpu < 4; ++cpu) {
        for (u32 index = 0; index < 8; ++index) {
            EXPECT_EQ(allows_on(cpu, page(kFirst, index), AccessKind::Read), index == 0 || index >= 6)
                << index;
        }
    }
}

TEST_F(ChangedRange, HolesAreNeitherChangedNorFlushed)
{
    VirtRange const wide = pages(kFirst - 2 * kLargePageSize, 4 * kFramesPerLargePage);
    EXPECT_EQ(settle(mm::protect_range(space, wide, Rights::Read)), pages(kFirst, 8));
    EXPECT_EQ(settle(mm::unmap_range(space, wide, EmptyTables::Keep)), pages(kFirst, 8));
    EXPECT_EQ(settle(mm::unmap_range(space, wide, EmptyTables::Keep)), VirtRange{});
}

TEST_F(ChangedRange, TablesThatBecomeEmptyAreGivenBackAfterTheFlush)
{
    auto owed = mm::unmap_range(space, pages(kFirst, 7), EmptyTables::GiveBack); // all of one table's
    ASSERT_TRUE(static_cast<bool>(owed));
    EXPECT_EQ(tables.out, 2u) << "CPUs may still walk it";
    EXPECT_FALSE(walk(kFirst).directory.present());
    {
        sim::LookAtShootdowns const look{[this] { EXPECT_EQ(tables.out, 2u) << "until all have flushed"; }};
        owed->settle();
    }
    EXPECT_EQ(tables.out, 1u);
    EXPECT_TRUE(allows(page(kFirst, 7), AccessKind::Read));
    settle(mm::unmap_range(space, pages(page(kFirst, 7), 1), EmptyTables::GiveBack));
    EXPECT_EQ(tables.out, 0u);
    EXPECT_EQ(map(kFirst, frames(kHigh + 8, 8)), kMapped);
    for (u32 cpu = 0; cpu < 4; ++cpu) {
        sim::on_cpu(cpu, [] { EXPECT_EQ(frame_of(kFirst), kHigh + 8) << "by the new table"; });
    }
}

TEST_F(ChangedRange, EmptyTablesAreKeptWhereTheCallerWantsThem)
{
    settle(mm::unmap_range(space, pages(kFirst, 8), EmptyTables::Keep));
    EXPECT_EQ(tables.out, 2u);
    settle(mm::unmap_range(space, pages(kFirst, 8), EmptyTables::GiveBack));
    EXPECT_EQ(tables.out, 0u) << "or gives them back later";
}

TEST_F(ChangedRange, OnlyCpusThatMayHoldTranslationsAreFlushed)
{
    lib::CpuMask two;
    two.add(1), two.add(2);
    mm::AddressSpace const held_by_two{mm::kernel_space().root, tables, two};
    settle(mm::unmap_range(held_by_two, pages(kFirst, 8), EmptyTables::Keep));
    EXPECT_EQ(sim::shootdown_log(), (std::vector{sim::Shootdown{two, pages(kFirst, 8)}}));
}

TEST_F(ChangedRange, FlushHereIsForThisCpuAlone)
{
    auto owed = mm::unmap_range(space, pages(kFirst, 8), EmptyTables::Keep);
    ASSERT_TRUE(static_cast<bool>(owed));
    owed->settle_here();
    EXPECT_EQ(sim::shootdown_log(), std::vector<sim::Shootdown>{});
    for (u32 index = 0; index < 8; ++index)
        EXPECT_FALSE(allows(page(kFirst, index), AccessKind::Read)) << index;
    EXPECT_TRUE(allows_on(1, kFirst, AccessKind::Read));
}

OwedFlush unmapped(mm::AddressSpace const& space, VirtRange range)
{
    return mm::unmap_range(space, range, EmptyTables::GiveBack).must();
}

TEST_F(ChangedRange, ForgottenFlushStopsTheMachine)
{
    EXPECT_STOP_SAYING(ReportKind::CheckFailed, "were changed and not flushed",
                       unmapped(space, pages(kFirst, 2)));
    EXPECT_STOP(ReportKind::CheckFailed, OwedFlush{unmapped(space, pages(page(kFirst, 2), 1))});
    EXPECT_STOP_SAYING(ReportKind::CheckFailed, "were changed and not flushed",
                       (void)mm::unmap_range(space, pages(page(kFirst, 3), 1), EmptyTables::Keep));
}

TEST_F(ChangedRange, NothingOwedMayBeDropped)
{
    EXPECT_FALSE(sim::stop_of([&] { (void)unmapped(space, pages(kFirst - 9 * kPageSize, 2)); }).has_value());
}

TEST_F(ChangedRange, MergedDebtsAreSettledAtOnce)
{
    OwedFlush all = unmapped(space, pages(kFirst, 1));
    all.add(unmapped(space, pages(page(kFirst, 1), 3))); // with a table
    all.add(unmapped(space, pages(page(kFirst, 5), 3)));
    all.add(unmapped(space, pages(page(kFirst, 4), 1))); // with the other table
    EXPECT_EQ(all.pages(), pages(kFirst, 8));
    EXPECT_EQ(tables.out, 2u);
    all.settle();
    EXPECT_EQ(sim::shootdown_log(), (std::vector{sim::Shootdown{lib::CpuMask::all(), pages(kFirst, 8)}}));
    EXPECT_EQ(tables.out, 0u);
}

// A directory entry that leads nowhere has frame 0 in it: whoever follows it finds the BIOS' data.
TEST_F(ChangedRange, WhereNoTableIsFrameZeroIsNotTakenForOne)
{
    VirtAddr const nowhere = kFirst - 2 * kLargePageSize;
    ASSERT_FALSE(walk(nowhere).directory.present());
    auto& word = reinterpret_cast<u64*>(sim::ram(Pfn{}.base()))[mm::table_index(nowhere)];
    word = mm::page_entry(kHigh, mm::kReadWrite).raw();
    u64 const before = word;
    EXPECT_EQ(settle(mm::protect_range(space, pages(nowhere, 4), Rights::Read)), VirtRange{});
    EXPECT_EQ(settle(mm::unmap_range(space, pages(nowhere, 4), EmptyTables::GiveBack)), VirtRange{});
    EXPECT_EQ(word, before);
    EXPECT_EQ(tables.out, 2u) << "nothing was given back that nobody had taken";
}

} // namespace
