// SPDX-License-Identifier: MIT
#include "lib/format.hpp"
#include "mm/context.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_switch.hpp"
#include "tests/sim/booted_machine.hpp"

#include <gmock/gmock.h>

namespace {

using lib::ReportKind;
using sim::at;

class KmapLocal : public sim::BootedMachine {
protected:
    mm::Frame const frame_a = high_frame('a');
    mm::Frame const frame_b = high_frame('b');
    mm::Frame const frame_c = high_frame('c');

    static bool faults(VirtAddr address)
    {
        return sim::fault_of([&] { sim::store(address, std::byte{0}); }).has_value();
    }
    static void map_deep(mm::Frame frame, u32 mappings)
    {
        for (u32 count = 0; count < mappings; ++count) (void)mm::kmap_local_page(frame);
    }
};

TEST_F(KmapLocal, MappedPageShowsTheFrame)
{
    VirtAddr const address = mm::kmap_local_page(frame_a);
    EXPECT_EQ(at(address), 'a');
    EXPECT_EQ(at(address + 0xFFF), 'a');
    mm::kunmap_local(address);
}

TEST_F(KmapLocal, WriteReachesAFrameAboveFourGib)
{
    Pfn const pfn{0x13'5791};
    VirtAddr const address = mm::kmap_local_pfn(pfn);
    sim::store(address + 5, std::byte{'x'});
    mm::kunmap_local(address);
    EXPECT_EQ(*sim::ram(pfn.base() + 5), std::byte{'x'});
}

TEST_F(KmapLocal, UnmappedPageFaults)
{
    VirtAddr const address = mm::kmap_local_page(frame_a);
    (void)at(address);
    mm::kunmap_local(address);
    EXPECT_TRUE(faults(address));
}

TEST_F(KmapLocal, SlotIsReusedForAnotherFrameAtOnce)
{
    VirtAddr const first = mm::kmap_local_page(frame_a);
    EXPECT_EQ(at(first), 'a');
    mm::kunmap_local(first);
    VirtAddr const second = mm::kmap_local_page(frame_b);
    EXPECT_EQ(second, first);
    EXPECT_EQ(at(second), 'b');
}

TEST_F(KmapLocal, MappingFlushesNothingAndUnmappingOnePageHere)
{
    sim::clear_flush_log();
    VirtAddr const address = mm::kmap_local_page(frame_a);
    EXPECT_TRUE(sim::flush_log().empty());
    mm::kunmap_local(address);
    EXPECT_EQ(sim::flush_log(), (std::vector<sim::Flush>{{0, address}}));
}

TEST_F(KmapLocal, InnerMapLeavesOuterPageReadable)
{
    VirtAddr const outer = mm::kmap_local_page(frame_a);
    VirtAddr const inner = mm::kmap_local_page(frame_b);
    EXPECT_EQ(at(outer), 'a');
    EXPECT_EQ(at(inner), 'b');
    mm::kunmap_local(inner);
    EXPECT_EQ(at(outer), 'a');
}

TEST_F(KmapLocal, GuardBelowAndAboveEveryLivePageFaults)
{
    for (u32 depth = 0; depth < mm::layout::kLocalThreadDepth; ++depth) {
        VirtAddr const address = mm::kmap_local_page(frame_a);
        EXPECT_TRUE(faults(address - 1));
        EXPECT_TRUE(faults(address + kPageSize));
    }
}

TEST_F(KmapLocal, SameFrameMappedTwiceIsOneMemory)
{
    VirtAddr const one = mm::kmap_local_page(frame_a);
    VirtAddr const other = mm::kmap_local_page(frame_a);
    EXPECT_NE(one, other);
    sim::store(one, std::byte{'z'});
    EXPECT_EQ(at(other), 'z');
}

TEST_F(KmapLocal, AnyAddressInThePageUnmapsIt)
{
    VirtAddr const address = mm::kmap_local_page(frame_a);
    mm::kunmap_local(address + 0xFFF);
    EXPECT_EQ(mm::slots_in_use(mm::local_stack()), 0u);
}

TEST_F(KmapLocal, LowmemPageIsItsDirectMapAndTakesNoSlot)
{
    mm::Frame const low = low_frame('l');
    VirtAddr const address = mm::kmap_local_page(low);
    EXPECT_EQ(address, mm::lowmem_address(low.pfn().base()));
    EXPECT_EQ(at(address), 'l');
    EXPECT_FALSE(mm::local_stack().in_use());
    mm::kunmap_local(address);
    EXPECT_EQ(at(address), 'l');
}

TEST_F(KmapLocal, ReadOnlyHoldsForLowmemToo)
{
    VirtAddr const address = mm::kmap_local_page_prot(low_frame('l'), mm::kReadOnly);
    EXPECT_EQ(at(address), 'l');
    EXPECT_TRUE(faults(address));
}

TEST_F(KmapLocal, ReadOnlyPageRefusesWrites)
{
    VirtAddr const address = mm::kmap_local_page_prot(frame_a, mm::kReadOnly);
    EXPECT_EQ(at(address), 'a');
    EXPECT_TRUE(faults(address));
}

TEST_F(KmapLocal, MappedPageIsNotExecutable)
{
    VirtAddr const address = mm::kmap_local_page(frame_a);
    EXPECT_TRUE(sim::fault_of([&] { (void)sim::mmu().translate(address, sim::AccessKind::Execute); }));
}

TEST_F(KmapLocal, WalkerNeverHasToWriteToASlotsEntry)
{
    sim::store(mm::kmap_local_page(frame_a), std::byte{1});
    EXPECT_EQ(sim::mmu().entries_written(), 0u);
}

TEST_F(KmapLocal, HandleUnmapsInReverseOrderAtTheEndOfItsScope)
{
    {
        mm::LocalMap source{frame_a};
        mm::LocalMap target{frame_b};
        std::copy(source.bytes().begin(), source.bytes().end(), target.bytes().begin());
    }
    EXPECT_EQ(content(frame_b), 'a');
    EXPECT_FALSE(mm::local_stack().in_use());
}

TEST_F(KmapLocal, EachCpuHasSlotsOfItsOwn)
{
    VirtAddr const here = mm::kmap_local_page(frame_a);
    VirtAddr const there = sim::on_cpu(1, [&] { return mm::kmap_local_page(frame_b); });
    EXPECT_NE(here, there);
    EXPECT_EQ(at(here), 'a');
    EXPECT_EQ(sim::on_cpu(1, [&] { return at(there); }), 'b');
}

TEST_F(KmapLocal, LastCpuHasAllItsSlotsInsideTheWindow)
{
    boot({.cpus = kMaxCpus});
    sim::on_cpu(kMaxCpus - 1, [&] {
        mm::LocalIrqScope const interrupt;
        for (u32 depth = 0; depth < mm::layout::kLocalDepth; ++depth) {
            VirtAddr const address = mm::kmap_local_pfn(Pfn{0x12'0000 + depth});
            sim::store(address, static_cast<std::byte>(depth));
            EXPECT_TRUE(mm::LocalPlace::of(address).inside());
            EXPECT_TRUE(faults(address + kPageSize));
        }
        EXPECT_EQ(*sim::ram(Pfn{0x12'001F}.base()), std::byte{31});
        mm::local_release_to(0);
    });
}

TEST_F(KmapLocal, SixteenNestedMappingsAreFineAndTheSeventeenthStops)
{
    map_deep(frame_a, 16);
    EXPECT_STOP_SAYING(ReportKind::TooDeep, "while 16 slots are in use, and there are 16 slots",
                       mm::kmap_local_page(frame_b));
    EXPECT_EQ(mm::slots_in_use(mm::local_stack()), 16u) << "the refused one changed nothing";
}

std::string picture_of_one_too_many(mm::Frame frame)
{
    auto const report = sim::stop_of([&] { (void)mm::kmap_local_page(frame); });
    return report ? std::string{report->picture.view()} : "no report";
}

TEST_F(KmapLocal, OneTooManyListsWhatTheOthersAreOf)
{
    map_deep(frame_a, 13);
    map_deep(frame_b, 1);
    map_deep(frame_a, 2);
    std::string const picture = picture_of_one_too_many(frame_c);
    auto const line = [](u32 count, mm::Frame frame) {
        return std::string{
            lib::formatted<64>("    {} of frame {}\n", lib::Counted{count, "mapping"}, frame.pfn()).view()};
    };
    EXPECT_THAT(picture, testing::HasSubstr(line(15, frame_a) + line(1, frame_b)));
}

TEST_F(KmapLocal, OneTooManyWithTrackListsWhoMadeTheOthers)
{
    mm::set_kmap_debug({.track = true});
    for (mm::Frame const frame : {frame_a, frame_b}) map_deep(frame, 8); // from the same line of code
    EXPECT_THAT(picture_of_one_too_many(frame_c), testing::HasSubstr("    16 mappings made at code 0x"));
    mm::local_release_to(0);
    mm::set_kmap_debug({});
}

TEST_F(KmapLocal, InterruptFindsSixteenMoreSlotsAboveAFullThread)
{
    map_deep(frame_a, 16);
    mm::LocalIrqScope const interrupt;
    map_deep(frame_b, 16);
    EXPECT_STOP_SAYING(ReportKind::TooDeep, "an interrupt above thread 'boot 0'",
                       mm::kmap_local_page(frame_c));
    mm::local_release_to(32);
}

TEST_F(KmapLocal, AfterAnInterruptTheThreadsLimitIsBack)
{
    map_deep(frame_a, 16);
    {
        mm::LocalIrqScope const interrupt;
    }
    EXPECT_STOP(ReportKind::TooDeep, mm::kmap_local_page(frame_b));
}

TEST_F(KmapLocal, InterruptThatLeavesAMappingBehindStops)
{
    auto const interrupt = [&] {
        mm::LocalIrqScope const scope;
        (void)mm::kmap_local_page(frame_a);
    };
    EXPECT_STOP_SAYING(ReportKind::Leak, "left 1 behind", interrupt());
}

TEST_F(KmapLocal, OutOfOrderUnmapStopsAndNamesBothSlotsAndFrames)
{
    VirtAddr const outer = mm::kmap_local_pfn(Pfn{0x12'3456});
    (void)mm::kmap_local_pfn(Pfn{0x12'7890});
    EXPECT_STOP_SAYING(
        ReportKind::OutOfOrder,
        "thread 'boot 0' unmaps slot 0 (frame 0x123456), but slot 1 (frame 0x127890) was mapped last",
        mm::kunmap_local(outer));
    EXPECT_FALSE(faults(outer)) << "nothing was unmapped";
}

TEST_F(KmapLocal, DoubleUnmapStops)
{
    VirtAddr const address = mm::kmap_local_page(frame_a);
    mm::kunmap_local(address);
    EXPECT_STOP_SAYING(ReportKind::DoubleUnmap, "slot 0", mm::kunmap_local(address));
}

TEST_F(KmapLocal, DoubleUnmapBelowALiveMappingStopsToo)
{
    (void)mm::kmap_local_page(frame_a);
    VirtAddr const inner = mm::kmap_local_page(frame_b);
    mm::kunmap_local(inner);
    EXPECT_STOP_SAYING(ReportKind::DoubleUnmap, "it uses 1 slot", mm::kunmap_local(inner));
}

TEST_F(KmapLocal, PointerThatRanToTheEndOfItsPageIsNoSlot)
{
    VirtAddr const address = mm::kmap_local_page(frame_a);
    EXPECT_STOP_SAYING(ReportKind::NotASlot, "the page of slot 0 ended 0 bytes before",
                       mm::kunmap_local(address + kPageSize));
}

TEST_F(KmapLocal, AddressThatNoMappingCallReturnedIsNoSlot)
{
    EXPECT_STOP_SAYING(ReportKind::NotASlot, "below all of them", mm::kunmap_local(VirtAddr{0x1234}));
    EXPECT_STOP_SAYING(ReportKind::NotASlot, "the kmap window",
                       mm::kunmap_local(mm::layout::kKmapWindow.begin));
    EXPECT_STOP_SAYING(ReportKind::NotASlot, "a gap between regions",
                       mm::kunmap_local(VirtAddr{0xFFFF'F000}));
}

TEST_F(KmapLocal, UnmapOfAnotherCpusSlotStopsAndNamesItsOwner)
{
    ONLY_WINDOWS_OF_CPUS();
    VirtAddr const theirs = sim::on_cpu(1, [&] { return mm::kmap_local_page(frame_a); });
    EXPECT_STOP_SAYING(ReportKind::ForeignSlot, "slot 0 of CPU 1, where thread 'boot 1' runs",
                       mm::kunmap_local(theirs));
    EXPECT_EQ(sim::on_cpu(1, [&] { return at(theirs); }), 'a');
}

TEST_F(KmapLocal, LastSlotOfTheCpuBelowIsForeignAlsoWithNothingMapped)
{
    ONLY_WINDOWS_OF_CPUS();
    u32 const last = mm::slots_per_window() - 1;
    VirtAddr const last_of_cpu_0 = mm::LocalPlace::of_slot(mm::WindowOwner{0}, last).address();
    EXPECT_EQ(sim::on_cpu(1, [&] { return mm::local_window().page_of(last_of_cpu_0 + kPageSize); }), 0u);
    EXPECT_STOP_SAYING(ReportKind::ForeignSlot, "of CPU 0",
                       sim::on_cpu(1, [&] { mm::kunmap_local(last_of_cpu_0 + 0xFFF); }));
}

TEST_F(KmapLocal, SlotThatIsInUseIsNotMappedOver)
{
    auto& slot = mm::local_window().entry(1);
    mm::publish(slot, mm::page_entry(frame_a.pfn(), mm::kReadWrite)); // a stray write into the page tables
    EXPECT_STOP_SAYING(ReportKind::CheckFailed, "is in use", mm::kmap_local_page(frame_b));
}

TEST_F(KmapLocal, ReleaseToAMarkUnmapsOnlyWhatCameAfterIt)
{
    VirtAddr const kept = mm::kmap_local_page(frame_a);
    u32 const mark = mm::local_mark();
    VirtAddr const gone = mm::kmap_local_page(frame_b);
    map_deep(frame_c, 5);
    mm::local_release_to(mark);
    EXPECT_EQ(at(kept), 'a');
    EXPECT_TRUE(faults(gone));
    mm::kunmap_local(kept);
}

TEST_F(KmapLocal, PictureShowsGuardsFramesRightsAndTheAddress)
{
    ONLY_WINDOWS_OF_CPUS();
    VirtAddr const outer = mm::kmap_local_pfn(Pfn{0x12'3456});
    (void)mm::kmap_local_pfn(Pfn{0x12'7890}, mm::kReadOnly);
    auto const report = sim::stop_of([&] { mm::kunmap_local(outer); });
    ASSERT_TRUE(report);
    EXPECT_EQ(report->picture.view(),
              "    0xff400000  guard\n"
              "--> 0xff401000  slot 0  of CPU 0: frame 0x123456 rw-  thread 'boot 0'\n"
              "    0xff402000  guard\n"
              "    0xff403000  slot 1  of CPU 0: frame 0x127890 r--  thread 'boot 0'\n");
}

} // namespace
