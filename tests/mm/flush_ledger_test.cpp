// SPDX-License-Identifier: MIT
// kmap.debug=flush: a page that owes a flush is neither mapped again nor given back, and code that flushes in
// time is never accused.
#include "lib/format.hpp"
#include "mm/fixmap.hpp"
#include "mm/flush_ledger.hpp"
#include "mm/flush_range.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/local_compound.hpp"
#include "mm/local_switch.hpp"
#include "mm/map_pages.hpp"
#include "mm/map_range.hpp"
#include "mm/vmap.hpp"
#include "mm/vmap_area.hpp"
#include "tests/sim/mapping_machine.hpp"

namespace {

using lib::ReportKind;
using mm::Debts;
using mm::kmap_local_page;
using mm::kunmap_local;
using mm::PageMove;

class FlushLedger : public sim::MappingMachine {
protected:
    FlushLedger() { mm::set_kmap_debug({.flush = true}); }
    ~FlushLedger() override { mm::set_kmap_debug({}); }

    /// Some pages of the vmap area that nobody uses.
    static VirtRange pages(u32 count)
    {
        VirtAddr const first = mm::layout::kVmapArea.begin + 100 * kPageSize;
        return {first, first + count * kPageSize};
    }
    static VirtRange page(u32 index) { return mm::one_page(pages(1).begin + index * kPageSize); }
    static void owe(VirtRange range) { mm::owe_flush(range, lib::CpuMask::all()); }
    static void flush_on(u32 cpu, VirtRange range)
    {
        sim::on_cpu(cpu, [&] { mm::flush_range(range); });
    }

    /// vunmap_eager() as somebody may get it wrong, with `flush` where all pages are flushed everywhere.
    template <class Flush> static void give_back_after(VirtAddr address, Flush flush)
    {
        auto const area = mm::vmap_area().begin_free(address, mm::AreaKind::Mapped, "give_back_after");
        VirtRange const all = mm::vmap_area().tables().addresses_of(area.first(), area.tag.usable());
        mm::OwedFlush owed = mm::unmap_some_pages(mm::vmap_area().tables().space(), all, [](Pfn) {});
        mm::FlushLot forgotten;
        forgotten.add(std::move(owed));
        flush(all);
        mm::vmap_area().end_free_flushed(area.guard);
    }
    static VirtAddr compound_of_four()
    {
        auto const block = mm::frames().alloc_frames(2, mm::ZoneChoice::HighFirst);
        return mm::kmap_local_compound(*block, 2).address;
    }

    mm::Frame const frame_a = high_frame('a');
    mm::Frame const frame_b = high_frame('b');
};

// ---- the ledger by itself

TEST_F(FlushLedger, IsOnlyThereWithItsWord)
{
    EXPECT_TRUE(mm::flushes_watched());
    u32 const free = mm::frames().low().free_frames();
    mm::set_kmap_debug({});
    EXPECT_FALSE(mm::flushes_watched());
    EXPECT_EQ(mm::frames().low().free_frames(), free + (mm::windows_of_threads() ? 1024 : 512))
        << "its rows took 2 MiB, or 4 with a row for each CPU of each page of a window";
    owe(pages(1)); // as a CPU does that has asked just before
    mm::check_flushed(pages(1), PageMove::Map);
}

TEST_F(FlushLedger, NamesThoseWhoHaveYetToFlush)
{
    owe(pages(1));
    EXPECT_EQ(mm::owing_cpus(pages(1).begin), lib::CpuMask::from_bits(0b1111)) << "four CPUs run";
    flush_on(0, pages(1));
    flush_on(2, pages(1));
    EXPECT_EQ(mm::owing_cpus(pages(1).begin), lib::CpuMask::from_bits(0b1010));
    EXPECT_STOP_SAYING(ReportKind::OwedFlush, "before CPUs 1, 3 flushed it",
                       mm::check_flushed(pages(1), PageMove::Map));
    flush_on(1, pages(1));
    flush_on(3, pages(1));
    mm::check_flushed(pages(1), PageMove::Map);
}

TEST_F(FlushLedger, FlushOfOnePageOfFourSettlesThatOne)
{
    owe(pages(4));
    mm::flush_range(page(0));
    EXPECT_FALSE(mm::owing_cpus(page(0).begin).contains(0));
    EXPECT_TRUE(mm::owing_cpus(page(1).begin).contains(0));
    EXPECT_TRUE(mm::owing_cpus(page(3).begin).contains(0));
}

TEST_F(FlushLedger, FlushOfFourPagesSettlesAllFour)
{
    owe(pages(4));
    mm::flush_range(pages(4));
    for (u32 index = 0; index < 4; ++index)
        EXPECT_FALSE(mm::owing_cpus(page(index).begin).contains(0)) << index;
}

TEST_F(FlushLedger, CpuThatDropsEverythingOwesNothingOfBefore)
{
    owe(page(0));
    sim::on_cpu(1, [] { mm::drop_everything(); });
    owe(page(1));
    EXPECT_FALSE(mm::owing_cpus(page(0).begin).contains(1));
    EXPECT_TRUE(mm::owing_cpus(page(0).begin).contains(2));
    EXPECT_TRUE(mm::owing_cpus(page(1).begin).contains(1));
}

TEST_F(FlushLedger, LargeRangeIsFlushedAndEnteredAsAWhole)
{
    owe(page(0));
    flush_on(3, pages(mm::kFlushPagesAtMost + 1));
    EXPECT_FALSE(mm::owing_cpus(page(0).begin).contains(3));
}

TEST_F(FlushLedger, FlushThatBeganBeforeTheDebtSettlesNothing)
{
    u32 const number = mm::begin_dropping_all();
    owe(page(0));
    mm::note_all_dropped(0, number);
    EXPECT_TRUE(mm::owing_cpus(page(0).begin).contains(0));
}

TEST_F(FlushLedger, CpuThatJoinsOwesNothingOfBeforeAndOneThatLeavesIsNotAskedFor)
{
    owe(page(0));
    sim::on_cpu(4, [] {
        mm::drop_everything();
        mm::flush_ledger_join(4);
    });
    EXPECT_FALSE(mm::owing_cpus(page(0).begin).contains(4));
    owe(page(1));
    EXPECT_TRUE(mm::owing_cpus(page(1).begin).contains(4));
    mm::flush_ledger_leave(lib::CpuMask::from_bits(0b11110));
    EXPECT_EQ(mm::owing_cpus(page(1).begin), lib::CpuMask::of(0));
}

TEST_F(FlushLedger, ReportSaysWhatWhereAndWho)
{
    owe(page(0));
    EXPECT_STOP_SAYING(ReportKind::OwedFlush,
                       "thread 'boot 0' gives back page 0xe8264000 (the vmap area) before CPUs 0, 1, 2, 3",
                       mm::check_flushed(page(0), PageMove::GiveBack));
    EXPECT_STOP_SAYING(ReportKind::OwedFlush, "emptied or changed 0 ms ago by CPU 0, at code 0x",
                       mm::check_flushed(page(0), PageMove::Map));
}

TEST_F(FlushLedger, ListSaysWhatIsNotFlushedYet)
{
    auto const listed = [] {
        lib::Text<2000> text;
        mm::print_owed_flushes(text);
        return std::string{text.view()};
    };
    EXPECT_EQ(listed(), "  none\n");
    owe(pages(10));
    flush_on(1, page(0));
    std::string const list = listed();
    EXPECT_EQ(
        list.find("  page 0xe8264000 (the vmap area), by CPUs 0, 2, 3: emptied or changed 0 ms ago by CPU 0"),
        0u)
        << list;
    EXPECT_NE(list.find("  and 2 more\n"), std::string::npos) << list;
}

TEST_F(FlushLedger, AddressesWithoutRowsOweNothing)
{
    VirtRange const lowmem = mm::one_page(mm::layout::kKernelBase);
    owe(lowmem);
    EXPECT_TRUE(mm::owing_cpus(lowmem.begin).empty());
    mm::check_flushed(lowmem, PageMove::Map);
}

// ---- slots of kmap_local

TEST_F(FlushLedger, SlotWhoseFlushIsForgottenIsNotMappedAgain)
{
    VirtAddr const address = kmap_local_page(frame_a);
    kunmap_local(address);
    mm::LocalWindow const& window = mm::local_window();
    mm::PteSlot& entry = window.entry(window.page_of(address));
    mm::publish_here<Debts::IfAskedFor>(entry, address, mm::page_entry(frame_a.pfn(), mm::kReadWrite));
    mm::retract_here<Debts::IfAskedFor>(entry, address);
    EXPECT_STOP_SAYING(ReportKind::OwedFlush, sim::here("(slot 0 of CPU 0) before CPU 0 flushed it"),
                       static_cast<void>(kmap_local_page(frame_b)));
    mm::flush_here<Debts::IfAskedFor>(address);
    mm::local_release_to(0);
    kunmap_local(kmap_local_page(frame_b));
}

TEST_F(FlushLedger, FlushBeforeTheEntryIsEmptyDoesNotCount)
{
    VirtAddr const address = kmap_local_page(frame_a);
    mm::LocalWindow const& window = mm::local_window();
    mm::flush_here<Debts::IfAskedFor>(address);
    mm::retract_here<Debts::IfAskedFor>(window.entry(1), address);
    EXPECT_STOP_SAYING(ReportKind::OwedFlush, "gives back",
                       mm::leave_here<Debts::IfAskedFor>(address, PageMove::GiveBack));
    mm::local_release_to(0);
}

TEST_F(FlushLedger, PageAndCompoundAreMappedAndUnmappedWithoutAReport)
{
    for (u32 round = 0; round < 2; ++round) {
        VirtAddr const page = kmap_local_page(frame_a);
        VirtAddr const compound = compound_of_four();
        mm::kunmap_local_compound(compound);
        for (u32 index = 0; index < 4; ++index)
            EXPECT_TRUE(mm::owing_cpus(compound + index * kPageSize).empty()) << index;
        kunmap_local(page);
    }
}

TEST_F(FlushLedger, ThreadThatIsLaidAsideLeavesNothingOwed)
{
    static_cast<void>(kmap_local_page(frame_a));
    VirtAddr const compound = compound_of_four();
    sim::Thread other{"other"};
    {
        sim::Preempted const now{other};
        for (VirtAddr at = compound; at < compound + 4 * kPageSize; at = at + kPageSize)
            EXPECT_TRUE(mm::owing_cpus(at).empty()) << at.raw();
        kunmap_local(kmap_local_page(frame_b));
        kunmap_local(kmap_local_page(frame_b));
    }
    mm::local_release_to(0);
}

TEST_F(FlushLedger, ThreadInTheMiddleOfAnUnmapIsNotAccusedWhateverOthersDoMeanwhile)
{
    VirtAddr const address = kmap_local_page(frame_a);
    mm::PteSlot& entry = mm::local_window().entry(1);
    sim::Thread other{"other"};
    auto const others_turn = [&] {
        sim::Preempted const now{other};
        kunmap_local(kmap_local_page(frame_b));
    };
    mm::retract(entry);
    others_turn(); // before our debt is entered
    mm::owe_flush(mm::one_page(address), lib::CpuMask::of(0));
    others_turn(); // and before it is paid
    mm::flush_here<Debts::IfAskedFor>(address);
    others_turn();
    mm::leave_here<Debts::IfAskedFor>(address, PageMove::GiveBack);
    mm::local_release_to(0);
}

TEST_F(FlushLedger, QuarantineAndTheLedgerGoTogether)
{
    mm::set_kmap_debug({});
    mm::set_kmap_debug({.quarantine = true, .flush = true});
    sim::Thread other{"other"};
    for (u32 round = 0; round < 20; ++round) {
        VirtAddr const outer = kmap_local_page(frame_a);
        VirtAddr const inner = kmap_local_page(frame_b);
        sim::as(other, [&] { kunmap_local(kmap_local_page(frame_b)); });
        kunmap_local(inner);
        kunmap_local(outer);
    }
}

// ---- what all CPUs share

TEST_F(FlushLedger, AreaIsNotGivenBackBeforeAnybodyFlushed)
{
    VirtAddr const address = mm::vmap(std::vector{frame_a}).must();
    EXPECT_STOP_SAYING(ReportKind::OwedFlush, "gives back page", give_back_after(address, [](VirtRange) {}));
}

TEST_F(FlushLedger, AreaOfWhichOnePageIsFlushedIsNotGivenBack)
{
    VirtAddr const address = mm::vmap(high_frames(4)).must();
    auto const report = sim::stop_of([&] {
        give_back_after(address,
                        [](VirtRange area) { hw::flush_range_everywhere(mm::one_page(area.begin)); });
    });
    ASSERT_TRUE(report);
    auto const second = lib::formatted<32>("gives back page {}", address + kPageSize);
    EXPECT_NE(report->headline.view().find(second.view()), std::string_view::npos) << report->headline.view();
}

TEST_F(FlushLedger, AreaThatOneCpuHasNotFlushedIsNotGivenBack)
{
    VirtAddr const address = mm::vmap(std::vector{frame_a}).must();
    EXPECT_STOP_SAYING(ReportKind::OwedFlush, "before CPU 2 flushed it",
                       give_back_after(address, [](VirtRange area) {
                           hw::flush_range_on(lib::CpuMask::all().without(2), area);
                       }));
}

TEST_F(FlushLedger, AreaThatWaitedForAFlushThatForgotItIsNotGivenBack)
{
    VirtAddr const address = mm::vmap(std::vector{frame_a}).must();
    auto const area = mm::vmap_area().begin_free(address, mm::AreaKind::Mapped, "vunmap");
    auto const& space = mm::vmap_area().tables().space();
    mm::FlushLot forgotten;
    forgotten.add(mm::unmap_some_pages(space, mm::one_page(address), [](Pfn) {}));
    mm::vmap_area().end_free(area.guard, mm::OwedFlush{space});
    EXPECT_STOP_SAYING(ReportKind::OwedFlush, "gives back page", mm::vm_unmap_aliases());
}

TEST_F(FlushLedger, AreaWhoseEntriesWereNotFlushedIsNotMappedAgain)
{
    VirtAddr const address = mm::vmap(std::vector{frame_a}).must();
    mm::vunmap_eager(address);
    owe(mm::one_page(address));
    EXPECT_STOP_SAYING(ReportKind::OwedFlush, "maps page", mm::vmap(std::vector{frame_b}).must());
}

TEST_F(FlushLedger, FramesAreMappedAndUnmappedInEveryWayWithoutAReport)
{
    mm::kmap_pool().limit(2);
    for (mm::KmapDebug const words :
         {mm::KmapDebug{.flush = true}, mm::KmapDebug{.eager = true, .flush = true},
          mm::KmapDebug{.alias = true, .flush = true},
          mm::KmapDebug{.alias = true, .eager = true, .flush = true}}) {
        mm::set_kmap_debug(words);
        for (u32 round = 0; round < 6; ++round) {
            mm::Frame const frame = round % 2 == 0 ? frame_a : frame_b;
            EXPECT_EQ(sim::at(mm::kmap(frame)), round % 2 == 0 ? 'a' : 'b');
            mm::kunmap(frame);
            if (round == 3) mm::kmap_flush_unused();
            mm::vunmap(mm::vmap(std::vector{frame_a, frame_b}).must());
            if (round == 2) mm::vm_unmap_aliases();
            mm::vunmap_eager(mm::vmap(std::vector{frame_a, frame_b}).must());
        }
        mm::kmap_flush_unused();
        mm::vm_unmap_aliases();
    }
}

TEST_F(FlushLedger, DevicePageThatOnlyOneCpuUsesOwesNothingToOthers)
{
    for (u32 round = 0; round < 2; ++round) {
        static_cast<void>(mm::fixmap_map(mm::Fixmap::FirmwareTable, frame_a.pfn(), mm::kReadOnly));
        mm::fixmap_unmap(mm::Fixmap::FirmwareTable);
    }
}

TEST_F(FlushLedger, ChangeOfRightsIsADebtToo)
{
    VirtAddr const address = mm::vmap(high_frames(4)).must();
    VirtRange const area{address, address + 4 * kPageSize};
    mm::OwedFlush owed = mm::protect_range(mm::kernel_space().pages, area, mm::Rights::Read).must();
    EXPECT_EQ(mm::owing_cpus(address + 3 * kPageSize).count(), 4u);
    owed.settle();
    EXPECT_TRUE(mm::owing_cpus(address + 3 * kPageSize).empty());
    mm::vunmap_eager(address);
}

} // namespace
