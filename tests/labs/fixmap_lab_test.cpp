// SPDX-License-Identifier: MIT
// Lab 2: one page of the fixmap, beside a TLB that forgets nothing, one property a test.
#include "mm/fixmap.hpp"
#include "mm/page_table.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/shootdown_port.hpp"
#include "tests/sim/single_step.hpp"

#include <sstream>

namespace {

using mm::Fixmap;

class LabFixmap : public sim::BootedMachine {
protected:
    // The walker comes where a test says so.
    LabFixmap() : BootedMachine{{.walk_ahead = false}} { sim::clear_shootdown_log(); }

    static constexpr auto kName = Fixmap::Hpet;
    static constexpr VirtAddr kPage = mm::fix_to_virt(kName);

    // Both lie above 4 GiB.
    Pfn const a_ = marked(0x11'1111, 'a'), b_ = marked(0x22'2222, 'b');

    static Pfn marked(u32 number, char value)
    {
        *sim::ram(Pfn{number}.base()) = static_cast<std::byte>(value);
        return Pfn{number};
    }

    // What a read finds there, or 'F' if it faults.
    static char seen_at(VirtAddr address)
    {
        char seen = 'F';
        (void)sim::fault_of([&] { seen = sim::at(address); });
        return seen;
    }
    static mm::Walk walked(VirtAddr address) { return mm::walk(mm::kernel_space().root, address); }
    // In words, for the sake of who reads a failure.
    static std::string named(Pfn pfn)
    {
        std::ostringstream words;
        words << "frame 0x" << std::hex << pfn.raw();
        return words.str();
    }
    static std::string shown_at(VirtAddr address)
    {
        mm::Walk const found = walked(address);
        return found.mapped ? named(found.table.pfn()) : "nothing";
    }

    // Maps a page that shows 'a', has this CPU read it, and unmaps it.
    void map_read_unmap() const
    {
        mm::fixmap_map(kName, a_);
        (void)seen_at(kPage);
        sim::clear_flush_log();
        mm::fixmap_unmap(kName);
    }

    static bool flushes(VirtAddr page)
    {
        for (sim::Flush const& flush : sim::flush_log())
            if (flush.page == page || !flush.page) return true;
        for (sim::Shootdown const& shot : sim::shootdown_log())
            if (shot.pages.contains(page)) return true;
        return false;
    }
};

// ---- step 1: to map ----

TEST_F(LabFixmap, AddressIsTheOneOfTheName)
{
    EXPECT_EQ(mm::fixmap_map(kName, a_), kPage);
    EXPECT_NE(shown_at(kPage), "nothing");
}

TEST_F(LabFixmap, PageShowsItsFrame)
{
    mm::fixmap_map(kName, a_);
    EXPECT_EQ(shown_at(kPage), named(a_)) << "the frame has 21 bits";
}

TEST_F(LabFixmap, DeviceIsNotCached)
{
    mm::fixmap_map(kName, a_);
    u32 const bits = walked(kPage).table.low();
    EXPECT_EQ(bits & (mm::Pte::kPcd | mm::Pte::kPwt), mm::Pte::kPcd)
        << "the low half of the entry is 0x" << std::hex << bits << ", and a device wants PCD in it";
}

TEST_F(LabFixmap, PageThatIsOnlyForReadingIsNotWritten)
{
    mm::fixmap_map(kName, a_, mm::kReadOnly);
    EXPECT_TRUE(sim::fault_of([&] { sim::store(kPage, std::byte{1}); })) << "it was asked for kReadOnly";
}

TEST_F(LabFixmap, EveryNameHasItsOwnPage)
{
    constexpr u32 kNames = static_cast<u32>(Fixmap::Count);
    for (u32 number = 0; number < kNames; ++number)
        mm::fixmap_map(static_cast<Fixmap>(number), Pfn{0x12'0000 + number});
    for (u32 number = 0; number < kNames; ++number) {
        auto const name = static_cast<Fixmap>(number);
        EXPECT_EQ(shown_at(mm::fix_to_virt(name)), named(Pfn{0x12'0000 + number}))
            << mm::fixmap_name(name) << ", which is number " << number;
    }
}

TEST_F(LabFixmap, GuardsStayEmpty)
{
    mm::fixmap_map(kName, a_);
    EXPECT_EQ(shown_at(kPage - kPageSize), "nothing") << "the page below is a guard";
    EXPECT_EQ(shown_at(kPage + kPageSize), "nothing") << "the page above is a guard";
}

TEST_F(LabFixmap, LivePageIsNotMappedOver)
{
    mm::fixmap_map(kName, a_);
    EXPECT_TRUE(sim::stop_of([&] { mm::fixmap_map(kName, b_); })) << "the second map went through";
    EXPECT_EQ(shown_at(kPage), named(a_)) << "whoever had the page has it no more";
}

TEST_F(LabFixmap, NothingIsFlushedToMap)
{
    sim::clear_flush_log();
    mm::fixmap_map(kName, a_);
    EXPECT_TRUE(sim::flush_log().empty() && sim::shootdown_log().empty())
        << "nothing was there, and a CPU does not keep that";
}

// ---- step 2: to unmap ----

TEST_F(LabFixmap, EntryIsEmptyAfterTheUnmap)
{
    map_read_unmap();
    EXPECT_EQ(shown_at(kPage), "nothing");
}

TEST_F(LabFixmap, PageIsGoneAfterTheUnmap)
{
    map_read_unmap();
    EXPECT_EQ(seen_at(kPage), 'F') << "this CPU still reaches the frame";
}

TEST_F(LabFixmap, NextFrameShowsInItsPlace)
{
    map_read_unmap();
    mm::fixmap_map(kName, b_);
    EXPECT_EQ(seen_at(kPage), 'b') << "this CPU still reads what was there before";
}

TEST_F(LabFixmap, PageIsFlushed)
{
    map_read_unmap();
    EXPECT_TRUE(flushes(kPage)) << "this CPU was not told to forget the page";
}

TEST_F(LabFixmap, NoOtherPageIsFlushed)
{
    map_read_unmap();
    for (sim::Flush const& flush : sim::flush_log())
        EXPECT_EQ(flush.page, std::optional{kPage})
            << "one page was unmapped, and another was flushed, or all";
}

TEST_F(LabFixmap, NoOtherCpuIsInterrupted)
{
    map_read_unmap();
    EXPECT_TRUE(sim::shootdown_log().empty()) << "only this CPU has touched the page";
}

TEST_F(LabFixmap, PagesOfOtherNamesStay)
{
    constexpr VirtAddr kOther = mm::fix_to_virt(Fixmap::LocalApic);
    mm::fixmap_map(Fixmap::LocalApic, b_);
    mm::fixmap_map(Fixmap::IoApicFirst, a_);
    mm::fixmap_unmap(Fixmap::IoApicFirst);
    EXPECT_EQ(shown_at(kOther), named(b_)) << "the local APIC's page went with the I/O APIC's";
}

TEST_F(LabFixmap, TableOfTheWindowStays)
{
    map_read_unmap();
    EXPECT_TRUE(walked(kPage).directory.present())
        << "every CPU's kmap_local slots are in the same page table, and it is gone";
}

// ---- step 3: what lives on ----

TEST_F(LabFixmap, WalkerThatComesAfterEachFlushFindsNothing)
{
    sim::mmu().walk_ahead();
    map_read_unmap();
    EXPECT_FALSE(sim::mmu().caches(kPage)) << "the hardware read the entry again after the flush";
}

TEST_F(LabFixmap, WalkerAtAnyInstructionFindsNothingThatStays)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    sim::mmu().walk_ahead();
    for (u32 turn = 0, count = 1; turn < count; ++turn) {
        mm::fixmap_map(kName, a_);
        (void)seen_at(kPage);
        count = sim::single_step([&] { mm::fixmap_unmap(kName); },
                                 [&](u32 number) {
                                     if (number == turn) sim::walkers_look_around();
                                 });
        ASSERT_FALSE(sim::mmu().caches(kPage)) << "the hardware looked before instruction " << turn;
    }
}

TEST_F(LabFixmap, FirmwareIsReadThroughOnePage)
{
    for (u32 page = 0; page < 50; ++page) {
        auto const value = static_cast<char>('A' + page);
        mm::fixmap_map(Fixmap::FirmwareTable, marked(0x12'0000 + page, value), mm::kReadOnly);
        ASSERT_EQ(seen_at(mm::fix_to_virt(Fixmap::FirmwareTable)), value)
            << "page " << page << " of the tables";
        mm::fixmap_unmap(Fixmap::FirmwareTable);
    }
}

} // namespace
