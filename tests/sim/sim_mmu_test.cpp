// SPDX-License-Identifier: MIT
// The simulated CPU's translation, against tables made by hand: it must be right before anything else is
// judged by it.
#include "tests/sim/machine.hpp"

#include <cstring>
#include <gtest/gtest.h>

namespace {

using mm::Pte;
using sim::AccessKind;
using sim::Mmu;
using sim::PageFault;

constexpr u32 kUsedPage = Pte::kPresent | Pte::kWrite | Pte::kAccessed | Pte::kDirty;
constexpr VirtAddr kAt{0xFEA0'1000};
constexpr VirtAddr kLarge{0xC020'0000};
constexpr PhysAddr kPdpt{0x1000ull}, kPageDirectory{0x2000ull}, kPageTable{0x3000ull};
constexpr Pfn kHigh{0x12'3456}; // at 4.5 GiB

class SimMmu : public testing::Test {
protected:
    SimMmu() { build({}); }

    void build(sim::CpuModel model)
    {
        sim::reset_machine(model);
        put(kPdpt + 8 * 3, Pte::frame(Pfn::of(kPageDirectory), Pte::kPresent));
        put_directory(kAt, Pte::frame(Pfn::of(kPageTable), kUsedPage));
        put_directory(kLarge, Pte::frame(Pfn{0x10'0200}, kUsedPage | Pte::kLarge));
        put_page(Pte::frame(kHigh, kUsedPage));
        cpu = Mmu{model};
        cpu.load_root(kPdpt);
    }
    static void put(PhysAddr where, Pte entry)
    {
        u64 const raw = entry.raw();
        std::memcpy(sim::ram(where), &raw, sizeof raw);
    }
    static void put_directory(VirtAddr address, Pte entry)
    {
        put(kPageDirectory + 8 * mm::directory_index(address), entry);
    }
    static void put_page(Pte entry) { put(kPageTable + 8 * mm::table_index(kAt), entry); }
    static u64 page_entry()
    {
        u64 raw = 0;
        std::memcpy(&raw, sim::ram(kPageTable + 8 * mm::table_index(kAt)), sizeof raw);
        return raw;
    }

    u32 error_of(VirtAddr address, AccessKind kind)
    {
        auto const fault = sim::fault_of([&] { (void)cpu.translate(address, kind); });
        EXPECT_TRUE(fault.has_value()) << "no page fault";
        return fault ? fault->error : ~0u;
    }
    PhysAddr read(VirtAddr address) { return cpu.translate(address, AccessKind::Read); }

    Mmu cpu;
};

TEST_F(SimMmu, SmallPageLeadsAboveFourGib) { EXPECT_EQ(read(kAt + 0x123), kHigh.base() + 0x123); }

TEST_F(SimMmu, LargePageLeadsToItsTwoMib) { EXPECT_EQ(read(kLarge + 0x12'3456), PhysAddr{0x1'0032'3456ull}); }

TEST_F(SimMmu, AbsentTableFaultsWithoutTheProtectionBit)
{
    EXPECT_EQ(error_of(VirtAddr{0xD000'0000}, AccessKind::Read), 0u);
    EXPECT_EQ(error_of(VirtAddr{0xD000'0000}, AccessKind::Write), PageFault::kWrite);
    EXPECT_EQ(error_of(VirtAddr{0x0000'0000}, AccessKind::Read), 0u);
}

TEST_F(SimMmu, AbsentPageBesideAPresentOneFaults)
{
    EXPECT_EQ(error_of(kAt + kPageSize, AccessKind::Write), PageFault::kWrite);
    EXPECT_EQ(error_of(kAt - 1, AccessKind::Read), 0u);
}

TEST_F(SimMmu, FaultNamesTheAddress)
{
    auto const fault = sim::fault_of([&] { (void)read(kAt + kPageSize + 7); });
    ASSERT_TRUE(fault.has_value());
    EXPECT_EQ(fault->address, kAt + kPageSize + 7);
}

TEST_F(SimMmu, WriteToAReadOnlyPageFaultsAndReadDoesNot)
{
    put_page(Pte::frame(kHigh, Pte::kPresent | Pte::kAccessed));
    EXPECT_EQ(read(kAt), kHigh.base());
    EXPECT_EQ(error_of(kAt, AccessKind::Write), PageFault::kPresent | PageFault::kWrite);
}

TEST_F(SimMmu, ReadOnlyDirectoryEntryOverrulesAWritablePage)
{
    put_directory(kAt, Pte::frame(Pfn::of(kPageTable), Pte::kPresent));
    EXPECT_EQ(error_of(kAt, AccessKind::Write), PageFault::kPresent | PageFault::kWrite);
}

TEST_F(SimMmu, NoExecuteStopsAFetchOnly)
{
    put_page(Pte::frame(kHigh, kUsedPage, Pte::kNxHigh));
    EXPECT_EQ(read(kAt), kHigh.base());
    EXPECT_EQ(error_of(kAt, AccessKind::Execute), PageFault::kPresent | PageFault::kExecute);
}

TEST_F(SimMmu, NoExecuteInTheDirectoryCoversItsTable)
{
    put_directory(kAt, Pte::frame(Pfn::of(kPageTable), kUsedPage, Pte::kNxHigh));
    EXPECT_EQ(error_of(kAt, AccessKind::Execute), PageFault::kPresent | PageFault::kExecute);
}

TEST_F(SimMmu, NxBitIsReservedWhereTheCpuHasNone)
{
    build({.phys_bits = 36, .nx = false});
    put_page(Pte::frame(kHigh, kUsedPage, Pte::kNxHigh));
    EXPECT_EQ(error_of(kAt, AccessKind::Read), PageFault::kPresent | PageFault::kReserved);
}

TEST_F(SimMmu, FrameBeyondThePhysicalBitsIsAReservedBitFault)
{
    build({.phys_bits = 32, .nx = true});
    EXPECT_EQ(error_of(kAt, AccessKind::Read), PageFault::kPresent | PageFault::kReserved);
}

TEST_F(SimMmu, LargePageEntryWithLowAddressBitsIsAReservedBitFault)
{
    put_directory(kLarge, Pte::frame(Pfn{0x10'0202}, kUsedPage | Pte::kLarge));
    EXPECT_EQ(error_of(kLarge, AccessKind::Read), PageFault::kPresent | PageFault::kReserved);
}

TEST_F(SimMmu, PointerEntryWithRightsIsRefusedAtLoad)
{
    put(kPdpt, Pte::frame(Pfn::of(kPageDirectory), Pte::kPresent | Pte::kWrite));
    EXPECT_THROW(cpu.load_root(kPdpt), sim::BadPointerEntry);
}

TEST_F(SimMmu, PointerEntriesAreReadOnlyWhenTheRootIsLoaded)
{
    put(kPdpt + 8 * 3, Pte{});
    EXPECT_EQ(read(kAt), kHigh.base());
    cpu.load_root(kPdpt);
    EXPECT_EQ(error_of(kAt, AccessKind::Read), 0u);
}

TEST_F(SimMmu, ChangedEntryIsNotSeenBeforeTheFlush)
{
    EXPECT_EQ(read(kAt), kHigh.base());
    put_page(Pte::frame(Pfn{7}, kUsedPage));
    EXPECT_EQ(read(kAt), kHigh.base()) << "stale, as on silicon";
    cpu.flush_page(kAt);
    EXPECT_EQ(read(kAt), Pfn{7}.base());
}

TEST_F(SimMmu, RemovedEntryIsStillUsedBeforeTheFlush)
{
    (void)read(kAt);
    put_page(Pte{});
    EXPECT_EQ(read(kAt), kHigh.base());
    cpu.flush_page(kAt + 0xFFF);
    EXPECT_EQ(error_of(kAt, AccessKind::Read), 0u);
}

TEST_F(SimMmu, AbsenceIsNeverCached)
{
    put_page(Pte{});
    EXPECT_EQ(error_of(kAt, AccessKind::Read), 0u);
    put_page(Pte::frame(kHigh, kUsedPage));
    EXPECT_EQ(read(kAt), kHigh.base());
}

TEST_F(SimMmu, CachedRightsOutliveTheEntrys)
{
    (void)cpu.translate(kAt, AccessKind::Write);
    put_page(Pte::frame(kHigh, Pte::kPresent));
    EXPECT_EQ(cpu.translate(kAt, AccessKind::Write), kHigh.base());
}

TEST_F(SimMmu, FaultDropsTheTranslationThatCausedIt)
{
    put_page(Pte::frame(kHigh, Pte::kPresent | Pte::kAccessed));
    (void)read(kAt);
    put_page(Pte::frame(kHigh, kUsedPage));
    EXPECT_EQ(error_of(kAt, AccessKind::Write), PageFault::kPresent | PageFault::kWrite);
    EXPECT_EQ(cpu.translate(kAt, AccessKind::Write), kHigh.base());
}

TEST_F(SimMmu, FlushOfOnePageKeepsItsNeighbour)
{
    put(kPageTable + 8 * (mm::table_index(kAt) + 1), Pte::frame(Pfn{9}, kUsedPage));
    (void)read(kAt), (void)read(kAt + kPageSize);
    cpu.flush_page(kAt);
    EXPECT_FALSE(cpu.caches(kAt));
    EXPECT_TRUE(cpu.caches(kAt + kPageSize));
}

TEST_F(SimMmu, FlushOfAnyAddressInALargePageDropsIt)
{
    (void)read(kLarge);
    cpu.flush_page(kLarge + 0x1F'F000);
    EXPECT_FALSE(cpu.caches(kLarge));
}

TEST_F(SimMmu, RemovedTableIsStillUsedBeforeAFlush)
{
    (void)read(kAt);
    put_directory(kAt, Pte{});
    put(kPageTable + 8 * (mm::table_index(kAt) + 1), Pte::frame(Pfn{9}, kUsedPage));
    EXPECT_EQ(read(kAt + kPageSize), Pfn{9}.base()) << "through the cached directory entry";
    cpu.flush_page(kLarge);
    EXPECT_EQ(error_of(kAt + 2 * kPageSize, AccessKind::Read), 0u);
}

TEST_F(SimMmu, WalkerThatLooksAheadCachesWhatNobodyHasRead)
{
    cpu.walk_ahead();
    put_page(Pte{});
    cpu.flush_page(kAt);
    EXPECT_FALSE(cpu.caches(kAt)) << "absence is never cached";
    put_page(Pte::frame(kHigh, kUsedPage));
    cpu.look_around();
    EXPECT_TRUE(cpu.caches(kAt));
    put_page(Pte{});
    EXPECT_EQ(read(kAt), kHigh.base());
}

TEST_F(SimMmu, FlushBeforeTheEntryIsClearedWasInVain)
{
    cpu.walk_ahead();
    (void)read(kAt);
    cpu.flush_page(kAt);
    put_page(Pte{});
    EXPECT_EQ(read(kAt), kHigh.base());
    cpu.flush_page(kAt);
    EXPECT_EQ(error_of(kAt, AccessKind::Read), 0u);

    put_page(Pte::frame(kHigh, kUsedPage));
    (void)read(kAt);
    cpu.flush_range({kAt, kAt + kPageSize});
    put_page(Pte{});
    EXPECT_EQ(read(kAt), kHigh.base());
    cpu.flush_all();
    EXPECT_EQ(error_of(kAt, AccessKind::Read), 0u);
}

TEST_F(SimMmu, AllThatWasPresentSinceTheFlushMayBeReached)
{
    cpu.walk_ahead();
    (void)read(kAt);
    put_page(Pte::frame(Pfn{7}, kUsedPage));
    cpu.look_around();
    put_page(Pte{});
    cpu.look_around();
    EXPECT_EQ(cpu.may_reach(kAt + 5), (std::vector{kHigh.base() + 5, Pfn{7}.base() + 5}));
    EXPECT_EQ(read(kAt), kHigh.base()) << "the oldest";
}

TEST_F(SimMmu, WalkerThatLooksAheadCachesTheDirectoryEntryToo)
{
    cpu.walk_ahead();
    (void)read(kAt);
    cpu.flush_page(kAt);
    put_directory(kAt, Pte{});
    put(kPageTable + 8 * (mm::table_index(kAt) + 1), Pte::frame(Pfn{9}, kUsedPage));
    EXPECT_EQ(read(kAt + kPageSize), Pfn{9}.base()) << "flushed while it was still there";
}

TEST_F(SimMmu, WalkAheadSetsNoDirty)
{
    cpu.walk_ahead();
    put_page(Pte::frame(kHigh, Pte::kPresent | Pte::kWrite));
    cpu.flush_page(kAt);
    EXPECT_EQ(page_entry() & 0xFFF, Pte::kPresent | Pte::kWrite | Pte::kAccessed);
}

TEST_F(SimMmu, GlobalTranslationSurvivesALoadOfTheRoot)
{
    put_page(Pte::frame(kHigh, kUsedPage | Pte::kGlobal));
    (void)read(kAt), (void)read(kLarge);
    cpu.load_root(kPdpt);
    EXPECT_TRUE(cpu.caches(kAt));
    EXPECT_FALSE(cpu.caches(kLarge));
    cpu.flush_page(kAt);
    EXPECT_FALSE(cpu.caches(kAt));
}

TEST_F(SimMmu, FlushOfAllDropsGlobalOnesToo)
{
    put_page(Pte::frame(kHigh, kUsedPage | Pte::kGlobal));
    (void)read(kAt);
    cpu.flush_all();
    EXPECT_FALSE(cpu.caches(kAt));
}

TEST_F(SimMmu, WalkSetsAccessedAndAWriteSetsDirty)
{
    put_page(Pte::frame(kHigh, Pte::kPresent | Pte::kWrite));
    (void)read(kAt);
    EXPECT_EQ(page_entry() & 0xFFF, Pte::kPresent | Pte::kWrite | Pte::kAccessed);
    (void)cpu.translate(kAt, AccessKind::Write);
    EXPECT_EQ(page_entry() & 0xFFF, kUsedPage);
    EXPECT_EQ(cpu.entries_written(), 2u);
}

TEST_F(SimMmu, PresetFlagsAreNotWritten)
{
    (void)cpu.translate(kAt, AccessKind::Write);
    (void)cpu.translate(kLarge, AccessKind::Write);
    EXPECT_EQ(cpu.entries_written(), 0u);
}

} // namespace
