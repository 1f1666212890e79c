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

constexpr u32 kPageFlags = Pte::kPresent | Pte::kWrite | Pte::kAccessed | Pte::kDirty;
constexpr VirtAddr kPage{0xFEA0'1000};
constexpr VirtAddr kLarge{0xC020'0000};
constexpr PhysAddr kRoot{0x1000ull}, kDirectory{0x2000ull}, kTable{0x3000ull};
constexpr Pfn kHigh{0x12'3456}; // at 4.5 GiB

class SimMmu : public testing::Test {
protected:
    SimMmu() { build({}); }

    void build(sim::CpuModel model)
    {
        sim::reset_machine(model);
        put(kRoot + 8 * 3, Pte::frame(Pfn::of(kDirectory), Pte::kPresent));
        put_directory(kPage, Pte::frame(Pfn::of(kTable), kPageFlags));
        put_directory(kLarge, Pte::frame(Pfn{0x10'0200}, kPageFlags | Pte::kLarge));
        put_page(Pte::frame(kHigh, kPageFlags));
        cpu = Mmu{model};
        cpu.load_root(kRoot);
    }
    static void put(PhysAddr where, Pte entry)
    {
        u64 const raw = entry.raw();
        std::memcpy(sim::ram(where), &raw, sizeof raw);
    }
    static void put_directory(VirtAddr address, Pte entry)
    {
        put(kDirectory + 8 * mm::directory_index(address), entry);
    }
    static void put_page(Pte entry) { put(kTable + 8 * mm::table_index(kPage), entry); }
    static u64 page_entry()
    {
        u64 raw = 0;
        std::memcpy(&raw, sim::ram(kTable + 8 * mm::table_index(kPage)), sizeof raw);
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

TEST_F(SimMmu, SmallPageLeadsAboveFourGib) { EXPECT_EQ(read(kPage + 0x123), kHigh.base() + 0x123); }

TEST_F(SimMmu, LargePageLeadsToItsTwoMib) { EXPECT_EQ(read(kLarge + 0x12'3456), PhysAddr{0x1'0032'3456ull}); }

TEST_F(SimMmu, AbsentTableFaultsWithoutTheProtectionBit)
{
    EXPECT_EQ(error_of(VirtAddr{0xD000'0000}, AccessKind::Read), 0u);
    EXPECT_EQ(error_of(VirtAddr{0xD000'0000}, AccessKind::Write), PageFault::kWrite);
    EXPECT_EQ(error_of(VirtAddr{0x0000'0000}, AccessKind::Read), 0u);
}

TEST_F(SimMmu, AbsentPageBesideAPresentOneFaults)
{
    EXPECT_EQ(error_of(kPage + kPageSize, AccessKind::Write), PageFault::kWrite);
    EXPECT_EQ(error_of(kPage - 1, AccessKind::Read), 0u);
}

TEST_F(SimMmu, FaultNamesTheAddress)
{
    auto const fault = sim::fault_of([&] { (void)read(kPage + kPageSize + 7); });
    ASSERT_TRUE(fault.has_value());
    EXPECT_EQ(fault->address, kPage + kPageSize + 7);
}

TEST_F(SimMmu, WriteToAReadOnlyPageFaultsAndReadDoesNot)
{
    put_page(Pte::frame(kHigh, Pte::kPresent | Pte::kAccessed));
    EXPECT_EQ(read(kPage), kHigh.base());
    EXPECT_EQ(error_of(kPage, AccessKind::Write), PageFault::kPresent | PageFault::kWrite);
}

TEST_F(SimMmu, ReadOnlyDirectoryEntryOverrulesAWritablePage)
{
    put_directory(kPage, Pte::frame(Pfn::of(kTable), Pte::kPresent));
    EXPECT_EQ(error_of(kPage, AccessKind::Write), PageFault::kPresent | PageFault::kWrite);
}

TEST_F(SimMmu, NoExecuteStopsAFetchOnly)
{
    put_page(Pte::frame(kHigh, kPageFlags, Pte::kNxHigh));
    EXPECT_EQ(read(kPage), kHigh.base());
    EXPECT_EQ(error_of(kPage, AccessKind::Execute), PageFault::kPresent | PageFault::kExecute);
}

TEST_F(SimMmu, NoExecuteInTheDirectoryCoversItsTable)
{
    put_directory(kPage, Pte::frame(Pfn::of(kTable), kPageFlags, Pte::kNxHigh));
    EXPECT_EQ(error_of(kPage, AccessKind::Execute), PageFault::kPresent | PageFault::kExecute);
}

TEST_F(SimMmu, NxBitIsReservedWhereTheCpuHasNone)
{
    build({.phys_bits = 36, .nx = false});
    put_page(Pte::frame(kHigh, kPageFlags, Pte::kNxHigh));
    EXPECT_EQ(error_of(kPage, AccessKind::Read), PageFault::kPresent | PageFault::kReserved);
}

TEST_F(SimMmu, FrameBeyondThePhysicalBitsIsAReservedBitFault)
{
    build({.phys_bits = 32, .nx = true});
    EXPECT_EQ(error_of(kPage, AccessKind::Read), PageFault::kPresent | PageFault::kReserved);
}

TEST_F(SimMmu, LargePageEntryWithLowAddressBitsIsAReservedBitFault)
{
    put_directory(kLarge, Pte::frame(Pfn{0x10'0202}, kPageFlags | Pte::kLarge));
    EXPECT_EQ(error_of(kLarge, AccessKind::Read), PageFault::kPresent | PageFault::kReserved);
}

TEST_F(SimMmu, PointerEntryWithRightsIsRefusedAtLoad)
{
    put(kRoot, Pte::frame(Pfn::of(kDirectory), Pte::kPresent | Pte::kWrite));
    EXPECT_THROW(cpu.load_root(kRoot), sim::BadPointerEntry);
}

TEST_F(SimMmu, PointerEntriesAreReadOnlyWhenTheRootIsLoaded)
{
    put(kRoot + 8 * 3, Pte{});
    EXPECT_EQ(read(kPage), kHigh.base());
    cpu.load_root(kRoot);
    EXPECT_EQ(error_of(kPage, AccessKind::Read), 0u);
}

TEST_F(SimMmu, ChangedEntryIsNotSeenBeforeTheFlush)
{
    EXPECT_EQ(read(kPage), kHigh.base());
    put_page(Pte::frame(Pfn{7}, kPageFlags));
    EXPECT_EQ(read(kPage), kHigh.base()) << "stale, as on silicon";
    cpu.flush_page(kPage);
    EXPECT_EQ(read(kPage), Pfn{7}.base());
}

TEST_F(SimMmu, RemovedEntryIsStillUsedBeforeTheFlush)
{
    (void)read(kPage);
    put_page(Pte{});
    EXPECT_EQ(read(kPage), kHigh.base());
    cpu.flush_page(kPage + 0xFFF);
    EXPECT_EQ(error_of(kPage, AccessKind::Read), 0u);
}

TEST_F(SimMmu, AbsenceIsNeverCached)
{
    put_page(Pte{});
    EXPECT_EQ(error_of(kPage, AccessKind::Read), 0u);
    put_page(Pte::frame(kHigh, kPageFlags));
    EXPECT_EQ(read(kPage), kHigh.base());
}

TEST_F(SimMmu, CachedRightsOutliveTheEntrys)
{
    (void)cpu.translate(kPage, AccessKind::Write);
    put_page(Pte::frame(kHigh, Pte::kPresent));
    EXPECT_EQ(cpu.translate(kPage, AccessKind::Write), kHigh.base());
}

TEST_F(SimMmu, FaultDropsTheTranslationThatCausedIt)
{
    put_page(Pte::frame(kHigh, Pte::kPresent | Pte::kAccessed));
    (void)read(kPage);
    put_page(Pte::frame(kHigh, kPageFlags));
    EXPECT_EQ(error_of(kPage, AccessKind::Write), PageFault::kPresent | PageFault::kWrite);
    EXPECT_EQ(cpu.translate(kPage, AccessKind::Write), kHigh.base());
}

TEST_F(SimMmu, FlushOfOnePageKeepsItsNeighbour)
{
    put(kTable + 8 * (mm::table_index(kPage) + 1), Pte::frame(Pfn{9}, kPageFlags));
    (void)read(kPage), (void)read(kPage + kPageSize);
    cpu.flush_page(kPage);
    EXPECT_FALSE(cpu.caches(kPage));
    EXPECT_TRUE(cpu.caches(kPage + kPageSize));
}

TEST_F(SimMmu, FlushOfAnyAddressInALargePageDropsIt)
{
    (void)read(kLarge);
    cpu.flush_page(kLarge + 0x1F'F000);
    EXPECT_FALSE(cpu.caches(kLarge));
}

TEST_F(SimMmu, RemovedTableIsStillUsedBeforeAFlush)
{
    (void)read(kPage);
    put_directory(kPage, Pte{});
    put(kTable + 8 * (mm::table_index(kPage) + 1), Pte::frame(Pfn{9}, kPageFlags));
    EXPECT_EQ(read(kPage + kPageSize), Pfn{9}.base()) << "through the cached directory entry";
    cpu.flush_page(kLarge);
    EXPECT_EQ(error_of(kPage + 2 * kPageSize, AccessKind::Read), 0u);
}

TEST_F(SimMmu, GlobalTranslationSurvivesALoadOfTheRoot)
{
    put_page(Pte::frame(kHigh, kPageFlags | Pte::kGlobal));
    (void)read(kPage), (void)read(kLarge);
    cpu.load_root(kRoot);
    EXPECT_TRUE(cpu.caches(kPage));
    EXPECT_FALSE(cpu.caches(kLarge));
    cpu.flush_page(kPage);
    EXPECT_FALSE(cpu.caches(kPage));
}

TEST_F(SimMmu, FlushOfAllDropsGlobalOnesToo)
{
    put_page(Pte::frame(kHigh, kPageFlags | Pte::kGlobal));
    (void)read(kPage);
    cpu.flush_all();
    EXPECT_FALSE(cpu.caches(kPage));
}

TEST_F(SimMmu, WalkSetsAccessedAndAWriteSetsDirty)
{
    put_page(Pte::frame(kHigh, Pte::kPresent | Pte::kWrite));
    (void)read(kPage);
    EXPECT_EQ(page_entry() & 0xFFF, Pte::kPresent | Pte::kWrite | Pte::kAccessed);
    (void)cpu.translate(kPage, AccessKind::Write);
    EXPECT_EQ(page_entry() & 0xFFF, kPageFlags);
    EXPECT_EQ(cpu.entries_written(), 2u);
}

TEST_F(SimMmu, PresetFlagsAreNotWritten)
{
    (void)cpu.translate(kPage, AccessKind::Write);
    (void)cpu.translate(kLarge, AccessKind::Write);
    EXPECT_EQ(cpu.entries_written(), 0u);
}

} // namespace
