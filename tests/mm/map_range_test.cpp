// SPDX-License-Identifier: MIT
// The operation over an empty part of a booted machine's address space, seen by simulated CPUs that forget
// no translation of their own accord.
#include "mm/map_range.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/shootdown_port.hpp"
#include "tests/sim/single_step.hpp"

#include <map>

namespace {

using lib::ReportKind;
using mm::EmptyTables;
using mm::MapError;
using mm::Mapping;
using mm::OwedFlush;
using mm::Rights;
using sim::AccessKind;

constexpr std::optional<MapError> kMapped; // no error
constexpr Pfn kHigh{0x12'0000};            // above 4 GiB, a multiple of 512
constexpr VirtAddr kBorder{0x4000'0000};   // of two directories
constexpr FrameRange frames(Pfn first, u32 count) { return {first, first + count}; }
constexpr VirtRange pages(VirtAddr first, u32 count) { return {first, first + count * kPageSize}; }
constexpr VirtAddr page(VirtAddr first, u32 index) { return first + index * kPageSize; }

/// Tables from lowmem, counted, and no more of them than are allowed.
class CountedTables final : public mm::TableFrames {
public:
    [[nodiscard]] std::optional<Pfn> take() override
    {
        if (left == 0) return std::nullopt;
        --left;
        ++out;
        return mm::lowmem_tables().take();
    }
    void give(Pfn table) override
    {
        --out;
        mm::lowmem_tables().give(table);
    }
    u32 left = ~0u;
    u32 out = 0;
};

class MapRange : public sim::BootedMachine {
protected:
    MapRange() { sim::clear_shootdown_log(); }

    static bool allows(VirtAddr address, AccessKind kind)
    {
        return !sim::fault_of([&] { (void)sim::mmu().translate(address, kind); }).has_value();
    }
    static bool allows_on(u32 cpu, VirtAddr address, AccessKind kind)
    {
        bool result = false;
        sim::on_cpu(cpu, [&] { result = allows(address, kind); });
        return result;
    }
    /// "rwx", as the CPU sees it.
    static std::string rights_of(VirtAddr address)
    {
        std::string text;
        if (allows(address, AccessKind::Read)) text += 'r';
        if (allows(address, AccessKind::Write)) text += 'w';
        if (allows(address, AccessKind::Execute)) text += 'x';
        return text;
    }
    static Pfn frame_of(VirtAddr address) { return Pfn::of(sim::mmu().translate(address, AccessKind::Read)); }
    static mm::Walk walk(VirtAddr address) { return mm::walk(mm::kernel_space().root, address); }
    /// All that the tables say about the range, to compare with later.
    static std::map<u32, u64> picture(VirtRange range)
    {
        std::map<u32, u64> entries;
        for (VirtAddr at = range.begin; at < range.end; at = at + kPageSize) {
            mm::Walk const found = walk(at);
            entries[at.raw()] = found.directory.large() ? found.directory.raw() : found.table.raw();
        }
        return entries;
    }
    std::optional<MapError> map(VirtAddr at, FrameRange range, Mapping mapping = {})
    {
        auto const done = mm::map_range(space, at, range, mapping);
        return done ? kMapped : done.error();
    }
    /// Maps large pages read-write.
    void map_large(VirtAddr at, u32 count)
    {
        ASSERT_EQ(map(at, frames(kHigh, count * kFramesPerLargePage), {.large = true}), kMapped);
        ASSERT_TRUE(walk(at).directory.large());
    }
    static VirtRange settle(lib::Result<OwedFlush, MapError> owed)
    {
        if (!owed) {
            ADD_FAILURE() << "no table";
            return {};
        }
        VirtRange const covered = owed->pages();
        owed->settle();
        return covered;
    }

    CountedTables tables;
    mm::AddressSpace space{mm::kernel_space().root, tables, lib::CpuMask::all()};
};

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

class ChangedRange : public MapRange {
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
    owed->settle();
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

class SplitRange : public MapRange {
protected:
    static constexpr VirtAddr kFirst = kBorder - kLargePageSize;
    SplitRange()
    {
        EXPECT_EQ(map(kFirst, frames(kHigh, 2 * kFramesPerLargePage),
                      {{Rights::Write, mm::Cache::WriteThrough}, true, true}),
                  kMapped);
        for (u32 cpu = 0; cpu < 4; ++cpu) EXPECT_TRUE(allows_on(cpu, kFirst, AccessKind::Write));
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
    for (u32 cpu = 0; cpu < 4; ++cpu) EXPECT_FALSE(allows_on(cpu, kFirst, AccessKind::Read));
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
            EXPECT_EQ(Pfn::of(fresh.translate(kFirst, AccessKind::Write)), kHigh);
            EXPECT_EQ(Pfn::of(fresh.translate(page(kFirst, 511), AccessKind::Write)), kHigh + 511);
        });
    owed->settle();
}

} // namespace
