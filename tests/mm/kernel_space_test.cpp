// SPDX-License-Identifier: MIT
// The final tables, walked over the whole 4 GiB by the simulated CPU and not by the code that built them.
#include "mm/kernel_space.hpp"
#include "mm/page_table.hpp"
#include "tests/sim/booted_machine.hpp"

#include <set>

namespace {

constexpr u32 kPages = 1u << 20;
constexpr VirtAddr page_number(u32 number) { return VirtAddr{number * kPageSize}; }

class KernelSpace : public sim::BootedMachine {
protected:
    using BootedMachine::boot;

    static bool allows(VirtAddr address, sim::AccessKind kind)
    {
        return !sim::fault_of([&] { (void)sim::mmu().translate(address, kind); }).has_value();
    }
    static bool mapped(u32 address) { return allows(VirtAddr{address}, sim::AccessKind::Read); }
    static mm::Walk walk(VirtAddr address) { return mm::walk(mm::kernel_space().root, address); }

    /// Calls `function` for every page of the 4 GiB; where one directory entry decides for many, for the
    /// first and the last of them.
    template <class Function> static void for_each_page(Function&& function)
    {
        for (u32 number = 0; number < kPages; ++number) {
            mm::Pte const directory = walk(page_number(number)).directory;
            function(page_number(number));
            bool const first = number % kFramesPerLargePage == 0;
            if (first && (directory.large() || !directory.present())) number += kFramesPerLargePage - 2;
        }
    }
    template <class Function> static void for_each_mapped_page(Function&& function)
    {
        for_each_page([&](VirtAddr page) {
            if (allows(page, sim::AccessKind::Read)) function(page);
        });
    }
};

TEST_F(KernelSpace, NoPageIsWritableAndExecutable)
{
    u32 executable = 0;
    for_each_mapped_page([&](VirtAddr page) {
        if (!allows(page, sim::AccessKind::Execute)) return;
        ++executable;
        EXPECT_FALSE(allows(page, sim::AccessKind::Write)) << std::hex << page.raw();
    });
    EXPECT_EQ(executable, sim::image_layout().text.pages()) << "the kernel's text and nothing else";
}

TEST_F(KernelSpace, WithoutNxTextIsStillNotWritable)
{
    boot({.model = {.phys_bits = 36, .nx = false}});
    for_each_mapped_page([&](VirtAddr page) {
        bool const constant = page < sim::image_layout().rodata.end && page >= sim::image_layout().text.begin;
        EXPECT_EQ(allows(page, sim::AccessKind::Write), !constant) << std::hex << page.raw();
    });
}

TEST_F(KernelSpace, ConstantsAreReadOnlyAndDataIsWritable)
{
    auto const image = sim::image_layout();
    EXPECT_FALSE(allows(image.rodata.begin, sim::AccessKind::Write));
    EXPECT_FALSE(allows(image.rodata.end - 1, sim::AccessKind::Write));
    EXPECT_FALSE(allows(image.rodata.begin, sim::AccessKind::Execute));
    EXPECT_TRUE(allows(image.data.begin, sim::AccessKind::Write));
    EXPECT_TRUE(allows(image.data.end - 1, sim::AccessKind::Write));
}

TEST_F(KernelSpace, PageBelowEveryStackIsUnmapped)
{
    for (VirtAddr const guard : sim::image_layout().guards) {
        EXPECT_FALSE(allows(guard, sim::AccessKind::Read));
        EXPECT_FALSE(allows(guard + (kPageSize - 1), sim::AccessKind::Read));
        EXPECT_TRUE(allows(guard - 1, sim::AccessKind::Write));
    }
}

TEST_F(KernelSpace, NothingBelowTheKernelIsMapped)
{
    for_each_mapped_page([](VirtAddr page) { EXPECT_GE(page, mm::layout::kKernelBase); });
    EXPECT_FALSE(mapped(0)) << "a null pointer";
    EXPECT_FALSE(mapped(0x10'0000)) << "the boot's identity map";
}

TEST_F(KernelSpace, FrameZeroAndTheBiosAreNotInTheDirectMap)
{
    EXPECT_FALSE(mapped(0xC000'0000));
    EXPECT_TRUE(mapped(0xC000'1000));
    EXPECT_FALSE(mapped(0xC00A'0000));
    EXPECT_FALSE(mapped(0xC00F'F000));
}

TEST_F(KernelSpace, DirectMapShowsExactlyTheRamBelowItsEnd)
{
    std::set<u32> guards;
    for (VirtAddr const guard : sim::image_layout().guards) guards.insert(guard.raw());
    for_each_page([&](VirtAddr page) {
        if (!mm::layout::kDirectMap.contains(page)) return;
        Pfn const pfn{(page - mm::layout::kKernelBase) / kPageSize};
        bool const ram = mm::count_frames(ram_pieces, {pfn, pfn + 1}) == 1 && pfn < plan.lowmem_end;
        ASSERT_EQ(allows(page, sim::AccessKind::Read), ram && guards.count(page.raw()) == 0)
            << std::hex << page.raw();
        if (allows(page, sim::AccessKind::Read)) {
            ASSERT_EQ(sim::mmu().translate(page, sim::AccessKind::Read), pfn.base());
        }
    });
}

TEST_F(KernelSpace, LargePagesOnlyWhereAllOfItIsRamAndNoImage)
{
    for (u32 offset = 0; offset < mm::layout::kDirectMapMax; offset += kLargePageSize) {
        Pfn const first = Pfn::of(PhysAddr{u64{offset}});
        bool const all_ram =
            mm::count_frames(ram_pieces, {first, first + kFramesPerLargePage}) == kFramesPerLargePage;
        bool const image = offset < 0x28'0000; // the kernel lies in the first two
        bool const expected = all_ram && !image && first < plan.lowmem_end;
        EXPECT_EQ(walk(mm::layout::kKernelBase + offset).directory.large(), expected) << std::hex << offset;
    }
}

TEST_F(KernelSpace, DirectMapIsGlobalWherePgeExists)
{
    EXPECT_TRUE(walk(VirtAddr{0xC040'0000}).directory.global());
    EXPECT_TRUE(walk(VirtAddr{0xC010'0000}).table.global());
    boot({.pge = false});
    EXPECT_FALSE(walk(VirtAddr{0xC040'0000}).directory.global());
    EXPECT_FALSE(walk(VirtAddr{0xC010'0000}).table.global());
}

TEST_F(KernelSpace, WindowsAreEmpty)
{
    for (VirtAddr address = mm::layout::kVmapArea.begin; address < mm::layout::kFixmap.end;
         address = address + kPageSize) {
        ASSERT_FALSE(walk(address).mapped) << std::hex << address.raw();
    }
}

TEST_F(KernelSpace, WindowEntriesAreOneArrayAcrossEveryTwoMib)
{
    auto const check = [&](VirtRange window, mm::PteSlot* entries) {
        for (u32 page = 0; page < window.pages(); ++page) {
            VirtAddr const address = window.begin + page * kPageSize;
            mm::publish(entries[page], mm::page_entry(Pfn{0x12'0000 + page}, mm::kReadWrite));
            ASSERT_EQ(sim::mmu().translate(address, sim::AccessKind::Write), Pfn{0x12'0000 + page}.base())
                << page;
        }
    };
    check(mm::layout::kFixmap, mm::kernel_space().fixmap);
    check(mm::layout::kKmapWindow, mm::kernel_space().kmap);
}

TEST_F(KernelSpace, AllFourPointersAreFilled)
{
    for (u32 index = 0; index < 4; ++index) {
        EXPECT_TRUE(walk(VirtAddr{index << 30}).pointer.present()) << index;
    }
}

TEST_F(KernelSpace, TablesLieInLowmemBelowTheEarlyLimit)
{
    auto const low = [](mm::Pte entry) { EXPECT_LT(entry.pfn(), Pfn{4096}); };
    EXPECT_LT(mm::kernel_space().root, PhysAddr{16_MiB});
    for (u64 address = 0; address < 4_GiB; address += kLargePageSize) {
        mm::Walk const result = walk(VirtAddr{static_cast<u32>(address)});
        low(result.pointer);
        if (result.directory.present() && !result.directory.large()) low(result.directory);
    }
}

TEST_F(KernelSpace, CpuNeverHasToWriteToAnEntryOfAMappedPage)
{
    for_each_mapped_page([](VirtAddr page) {
        if (allows(page, sim::AccessKind::Write)) (void)sim::mmu().translate(page, sim::AccessKind::Write);
    });
    EXPECT_EQ(sim::mmu().entries_written(), 0u);
}

TEST_F(KernelSpace, TakesTheNumberOfTablesThatThePlanCounted)
{
    for (u64 const memory : {8_MiB, 16_MiB, 64_MiB, 6_GiB}) {
        sim::reset_machine();
        mm::MemoryMap map{sim::pc_memory(memory), sim::kernel_in_use(), {.phys_bits = 36}};
        auto const made = mm::plan_lowmem(map, sim::image_layout(), 0);
        ASSERT_TRUE(made.has_value());
        u32 const expected = mm::table_frames_needed(map, sim::image_layout(), made->lowmem_end);
        mm::BootFrames boot_frames{map, std::min(Pfn{4096}, made->lowmem_end)};
        mm::build_kernel_space(map, *made, sim::image_layout(), boot_frames);
        EXPECT_EQ(boot_frames.taken(), expected) << memory;
    }
}

TEST_F(KernelSpace, SmallMachinesBootToo)
{
    for (u64 const memory : {8_MiB, 16_MiB, 64_MiB, 512_MiB}) {
        boot({.memory = memory});
        EXPECT_TRUE(mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly).has_value()) << memory;
        auto const high = mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst);
        ASSERT_TRUE(high.has_value()) << memory;
        EXPECT_FALSE(mm::frames().in_lowmem(*high)) << memory;
    }
}

} // namespace
