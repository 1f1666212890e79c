// SPDX-License-Identifier: MIT
// Several pages as one mapping: what it shows, where it ends, who may unmap it, and what a report says
// about it.
#include "lib/format.hpp"
#include "mm/local_switch.hpp"
#include "tests/sim/compound_machine.hpp"

namespace {

using lib::ReportKind;
using mm::CompoundError;
using mm::kmap_local_compound;
using mm::kMaxLocalOrder;
using mm::kunmap_local_compound;
using mm::LocalCompoundMap;
using sim::at;

class LocalCompound : public sim::CompoundMachine {};

TEST_F(LocalCompound, EveryOrderShowsItsFramesInARow)
{
    for (u32 order = 0; order <= kMaxLocalOrder; ++order) {
        LocalCompoundMap map{b, order};
        ASSERT_TRUE(map) << order;
        EXPECT_TRUE(shows(map.address(), 'A', order)) << order;
        EXPECT_EQ(map.bytes().size(), kPageSize << order);
    }
}

TEST_F(LocalCompound, GuardsLieBelowAndAboveEveryOrder)
{
    for (u32 order = 0; order <= kMaxLocalOrder; ++order) {
        VirtAddr const address = map(b, order);
        VirtAddr const end = address + (kPageSize << order);
        EXPECT_FALSE(faults(end - 1));
        EXPECT_TRUE(faults(address - 1) && faults(end)) << order;
        VirtAddr const next = mm::kmap_local_pfn(a.pfn());
        EXPECT_TRUE(faults(end) && faults(next - 1)) << order << ", with a neighbour";
        mm::local_release_to(0);
    }
}

TEST_F(LocalCompound, IsUnmappedWholeWithOneFlushAPage)
{
    VirtAddr const address = map(b, 2);
    EXPECT_TRUE(shows(address, 'A', 2)); // and is in the TLB
    sim::clear_flush_log();
    kunmap_local_compound(address + 3 * kPageSize + 5); // any address in it will do
    EXPECT_EQ(sim::flush_log(), (std::vector<sim::Flush>{{0, address + 3 * kPageSize},
                                                         {0, address + 2 * kPageSize},
                                                         {0, address + kPageSize},
                                                         {0, address}}));
    EXPECT_FALSE(mm::local_stack().in_use());
    expect_nothing_mapped_from(0);
}

TEST_F(LocalCompound, NestsAmongPages)
{
    VirtAddr const outer = mm::kmap_local_pfn(x.pfn());
    VirtAddr const middle = map(b, 3);
    VirtAddr const inner = mm::kmap_local_pfn(y.pfn());
    EXPECT_TRUE(at(outer) == '0' && shows(middle, 'A', 3) && at(inner) == 'P');
    mm::kunmap_local(inner);
    EXPECT_TRUE(shows(middle, 'A', 3));
    kunmap_local_compound(middle);
    EXPECT_EQ(at(outer), '0');
    mm::kunmap_local(outer);
    EXPECT_FALSE(mm::local_stack().in_use());
}

TEST_F(LocalCompound, TakesHalfAsManySlotsAsItHasPagesAndOneMore)
{
    (void)map(b, 4);
    EXPECT_EQ(mm::slots_in_use(mm::local_stack()), 9u);
    map_pages(7);
    EXPECT_STOP_SAYING(ReportKind::TooDeep, "16 slots are in use, and there are 16",
                       mm::kmap_local_pfn(a.pfn()));
}

TEST_F(LocalCompound, TooDeepIsAnErrorAndMapsNothing)
{
    map_pages(7);
    EXPECT_TRUE(LocalCompoundMap(b, 4)) << "7 and 9 are 16";
    map_pages(1);
    u32 const top = mm::local_stack().top();
    EXPECT_EQ(kmap_local_compound(b, 4).error, CompoundError::TooDeep);
    EXPECT_EQ(mm::local_stack().top(), top);
    expect_nothing_mapped_from(top);
    EXPECT_TRUE(LocalCompoundMap(b, 3)) << "8 and 5 are fewer";
}

TEST_F(LocalCompound, TooLargeIsAnErrorAndMapsNothing)
{
    EXPECT_EQ(kmap_local_compound(b, 5).error, CompoundError::TooLarge);
    EXPECT_EQ(kmap_local_compound(b, ~0u).error, CompoundError::TooLarge);
    EXPECT_FALSE(mm::local_stack().in_use());
}

TEST_F(LocalCompound, RefusedHandleHasNothingToUnmap)
{
    map_pages(8);
    {
        LocalCompoundMap const refused{b, 4};
        EXPECT_FALSE(refused);
    }
    EXPECT_EQ(mm::slots_in_use(mm::local_stack()), 8u);
}

TEST_F(LocalCompound, InterruptHasRoomForOneOfItsOwnAboveAFullThread)
{
    map_pages(16);
    mm::LocalIrqScope const interrupt;
    LocalCompoundMap const map{b, 4};
    EXPECT_TRUE(map && shows(map.address(), 'A', 4));
    EXPECT_EQ(LocalCompoundMap(b, 4).error(), CompoundError::TooDeep);
}

TEST_F(LocalCompound, FramesThatAreNotInOneBlockStop)
{
    EXPECT_STOP(ReportKind::OutOfBounds, kmap_local_compound(high_frame('s'), 4));
    EXPECT_TRUE(sim::stop_of([&] { (void)kmap_local_compound(b + 1, 1); }).has_value()) << "not aligned";
    EXPECT_FALSE(mm::local_stack().in_use());
}

TEST_F(LocalCompound, LowmemIsItsDirectMapAndTakesNoSlot)
{
    mm::Frame const low = mm::frames().alloc_frames(2, mm::ZoneChoice::LowOnly).value();
    {
        LocalCompoundMap const map{low, 2};
        EXPECT_EQ(map.address(), mm::lowmem_address(low.pfn().base()));
        EXPECT_FALSE(mm::local_stack().in_use());
    }
    VirtAddr const read_only = kmap_local_compound(low, 2, mm::kReadOnly).address;
    EXPECT_TRUE(mm::local_stack().in_use());
    EXPECT_TRUE(sim::fault_of([&] { sim::store(read_only + 3 * kPageSize, std::byte{1}); }));
}

// ---- the wrong unmap

TEST_F(LocalCompound, CallForOnePageDoesNotUnmapIt)
{
    for (u32 order = 1; order <= kMaxLocalOrder; ++order) {
        VirtAddr const address = map(b, order);
        for (u32 page = 0; page < 1u << order; ++page)
            EXPECT_STOP_SAYING(ReportKind::NotASlot, "and not kunmap_local_compound()",
                               mm::kunmap_local(address + page * kPageSize));
        EXPECT_TRUE(shows(address, 'A', order));
        kunmap_local_compound(address);
    }
}

// The page behind it is where the check of a single page looks.
TEST_F(LocalCompound, PointerThatRanToItsEndIsNoSlot)
{
    VirtAddr const address = map(b, 2);
    VirtAddr const end = address + 4 * kPageSize;
    EXPECT_STOP_SAYING(ReportKind::NotASlot, "the compound of slot 0 ended 0 bytes before",
                       mm::kunmap_local(end));
    EXPECT_STOP(ReportKind::NotASlot, kunmap_local_compound(end));
    EXPECT_STOP(ReportKind::NotASlot, kunmap_local_compound(address - 1));
    EXPECT_TRUE(shows(address, 'A', 2));
}

TEST_F(LocalCompound, OuterOneMayNotGoFirst)
{
    VirtAddr const outer = map(b, 1);
    VirtAddr const inner = map(a, 1);
    EXPECT_STOP_SAYING(ReportKind::OutOfOrder, "unmaps slot 0", kunmap_local_compound(outer + kPageSize));
    EXPECT_STOP_SAYING(ReportKind::OutOfOrder, "slot 2", mm::kunmap_local(outer));
    EXPECT_TRUE(shows(outer, 'A', 1) && shows(inner, 'a', 1));
}

TEST_F(LocalCompound, SecondUnmapStops)
{
    VirtAddr const address = map(b, 1);
    kunmap_local_compound(address);
    EXPECT_STOP(ReportKind::DoubleUnmap, kunmap_local_compound(address));
}

TEST_F(LocalCompound, ReleaseToAMarkUnmapsItToo)
{
    VirtAddr const outer = mm::kmap_local_pfn(x.pfn());
    u32 const mark = mm::local_mark();
    (void)map(b, 3);
    (void)mm::kmap_local_pfn(y.pfn());
    (void)map(a, 0);
    mm::local_release_to(mark);
    EXPECT_EQ(at(outer), '0');
    expect_nothing_mapped_from(mark);
}

// ---- what a report says

TEST_F(LocalCompound, OverrunNamesTheWholeOfIt)
{
    VirtAddr const end = map(b, 2) + 4 * kPageSize;
    auto const expected = lib::formatted<200>(
        "thread 'boot 0' writes 64 bytes past the end of the compound in slot 0 of CPU 0 (order 2, frames {} "
        "to {}, mapped by thread 'boot 0')",
        b.pfn(), b.pfn() + 3);
    EXPECT_EQ(judged({end, mm::AccessKind::Write, 64}), sim::here(expected.view()));
}

TEST_F(LocalCompound, UnderrunCountsFromItsFirstByte)
{
    (void)mm::kmap_local_pfn(x.pfn());
    VirtAddr const address = map(b, 2);
    EXPECT_NE(judged({address - 8, mm::AccessKind::Read, 4})
                  .find(sim::here("8 bytes before the start of the compound in slot 1 of CPU 0 (order 2")),
              std::string::npos);
}

TEST_F(LocalCompound, WriteToAReadOnlyOneNamesThePageThatWasHit)
{
    VirtAddr const address = kmap_local_compound(b, 2, mm::kReadOnly).address;
    auto const expected = lib::formatted<80>("slot 0 of CPU 0 maps frame {} read-only", b.pfn() + 2);
    std::string const said = judged({address + 2 * kPageSize, mm::AccessKind::Write, 1});
    EXPECT_NE(said.find(sim::here(expected.view())), std::string::npos) << said;
}

TEST_F(LocalCompound, PictureCountsItsPages)
{
    VirtAddr const end = map(b, 2) + 4 * kPageSize;
    auto const report = mm::judge({end, mm::AccessKind::Write, 64});
    ASSERT_TRUE(report.has_value());
    std::string const picture{report->picture.view()};
    EXPECT_NE(picture.find("page 4 of 4\n--> "), std::string::npos) << picture;
    EXPECT_NE(picture.find("guard", picture.find("--> ")), std::string::npos) << picture;
}

// ---- kmap.debug=

TEST_F(LocalCompound, ForceGivesLowmemSlots)
{
    mm::set_kmap_debug({.force = true});
    mm::Frame const low = mm::frames().alloc_frames(2, mm::ZoneChoice::LowOnly).value();
    LocalCompoundMap const map{low, 2};
    EXPECT_TRUE(mm::LocalPlace::of(map.address()).inside());
    EXPECT_TRUE(faults(map.address() + 4 * kPageSize));
}

TEST_F(LocalCompound, TrackKnowsItAsOneRow)
{
    mm::set_kmap_debug({.track = true});
    VirtAddr const address = map(b, 4);
    lib::Text<1000> table;
    mm::print_live_mappings(table);
    EXPECT_NE(table.view().find("and 15 more  kmap_local_compound by thread 'boot 0'"),
              std::string_view::npos)
        << table.view();
    EXPECT_NE(judged({address - 1, mm::AccessKind::Read, 1}).find("with kmap_local_compound at code 0x"),
              std::string::npos);
    kunmap_local_compound(address);
    lib::Text<1000> after;
    mm::print_live_mappings(after);
    EXPECT_TRUE(after.empty()) << after.view();
}

TEST_F(LocalCompound, TrackListsTheOneThatAnInterruptLeaks)
{
    mm::set_kmap_debug({.track = true});
    auto const interrupt = [&] {
        mm::LocalIrqScope const scope;
        (void)map(b, 2);
    };
    EXPECT_STOP_SAYING(ReportKind::Leak, "and 3 more  kmap_local_compound by", interrupt());
}

TEST_F(LocalCompound, LinuxHasNoRuleForItAndStops)
{
    mm::set_kmap_debug({.linux_rules = true});
    VirtAddr const address = map(b, 2);
    EXPECT_STOP(ReportKind::NotASlot, mm::kunmap_local(address));
    EXPECT_TRUE(shows(address, 'A', 2));
    static_cast<void>(sim::take_warnings());
}

} // namespace
