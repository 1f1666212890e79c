// SPDX-License-Identifier: MIT
// Several pages as one mapping: what it shows, where it ends, who may unmap it, what a report says of it, and
// the argument at the head of mm/local_compound.cpp, tried out.
#include "lib/format.hpp"
#include "mm/context.hpp"
#include "mm/kmap_local.hpp"
#include "mm/linux_rules.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_compound.hpp"
#include "mm/local_switch.hpp"
#include "mm/quarantine.hpp"
#include "mm/window_judge.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/single_step.hpp"

namespace {

using lib::ReportKind;
using mm::CompoundError;
using mm::kmap_local_compound;
using mm::kMaxLocalOrder;
using mm::kunmap_local_compound;
using mm::LocalCompoundMap;
using sim::at;

class LocalCompound : public sim::BootedMachine {
protected:
    LocalCompound()
    {
        mm::live_mappings().clear();
        mm::end_all_rests();
        mm::forget_linux_warning();
    }
    ~LocalCompound() override { mm::set_kmap_debug({}); }

    // One below 4 GiB and one above: their entries differ in both halves, so that a mix of two is another
    // frame.
    mm::Frame const low_block = block(false);
    mm::Frame const high_block = block(true);
    mm::Frame const a = marked(low_block, 'a');
    mm::Frame const b = marked(high_block + 16, 'A');
    mm::Frame const x = marked(low_block + 32, '0');
    mm::Frame const y = marked(high_block + 48, 'P');
    sim::Thread other{"other"};

    static mm::Frame block(bool above_four_gib)
    {
        constexpr u32 kOrder = mm::BuddyZone::kMaxOrder;
        std::vector<mm::Frame> others;
        mm::Frame found = mm::frames().alloc_frames(kOrder, mm::ZoneChoice::HighFirst).value();
        while ((found.pfn() >= Pfn{0x10'0000}) != above_four_gib) {
            others.push_back(found);
            found = mm::frames().alloc_frames(kOrder, mm::ZoneChoice::HighFirst).value();
        }
        for (mm::Frame const frame : others) mm::frames().free_frames(frame, kOrder);
        return found;
    }
    /// Its 16 pages begin with `first` and the characters that follow it.
    static mm::Frame marked(mm::Frame frame, char first)
    {
        for (u32 page = 0; page < 16; ++page)
            *sim::ram((frame.pfn() + page).base()) = static_cast<std::byte>(first + static_cast<char>(page));
        return frame;
    }
    static bool faults(VirtAddr address)
    {
        return sim::fault_of([&] { (void)at(address); }).has_value();
    }
    static VirtAddr map(mm::Frame frame, u32 order)
    {
        auto const mapping = kmap_local_compound(frame, order);
        require(mapping.error == CompoundError::None, "refused");
        return mapping.address;
    }
    static bool shows(VirtAddr address, char first, u32 order)
    {
        for (u32 page = 0; page < 1u << order; ++page)
            if (at(address + page * kPageSize) != first + static_cast<char>(page)) return false;
        return true;
    }
    static bool all_fault(VirtAddr address, u32 order)
    {
        for (u32 page = 0; page < 1u << order; ++page)
            if (!faults(address + page * kPageSize)) return false;
        return true;
    }
    void map_pages(u32 mappings) const
    {
        for (u32 count = 0; count < mappings; ++count) (void)mm::kmap_local_pfn(a.pfn());
    }
    static void expect_nothing_mapped_from(u32 first)
    {
        auto const& window = mm::local_window();
        for (u32 page = first; page < mm::LocalWindow::kPages; ++page) {
            EXPECT_FALSE(mm::read_entry(window.entry(page)).present()) << page;
            EXPECT_FALSE(sim::mmu().caches(window.address_of(page))) << page;
        }
    }
    static std::string judged(mm::FaultingAccess const& access)
    {
        auto const report = mm::judge(access);
        return report ? std::string{report->headline.view()} : "";
    }
    static void require(bool condition, char const* otherwise)
    {
        if (!condition) throw std::runtime_error{otherwise};
    }
};

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
    EXPECT_FALSE(mm::local_stack().pinned());
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
    EXPECT_FALSE(mm::local_stack().pinned());
}

TEST_F(LocalCompound, TakesHalfAsManySlotsAsItHasPagesAndOneMore)
{
    (void)map(b, 4);
    EXPECT_EQ(mm::local_stack().depth(), 9u);
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
    EXPECT_FALSE(mm::local_stack().pinned());
}

TEST_F(LocalCompound, RefusedHandleHasNothingToUnmap)
{
    map_pages(8);
    {
        LocalCompoundMap const refused{b, 4};
        EXPECT_FALSE(refused);
    }
    EXPECT_EQ(mm::local_stack().depth(), 8u);
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
    EXPECT_FALSE(mm::local_stack().pinned());
}

TEST_F(LocalCompound, LowmemIsItsDirectMapAndTakesNoSlot)
{
    mm::Frame const low = mm::frames().alloc_frames(2, mm::ZoneChoice::LowOnly).value();
    {
        LocalCompoundMap const map{low, 2};
        EXPECT_EQ(map.address(), mm::lowmem_address(low.pfn().base()));
        EXPECT_FALSE(mm::local_stack().pinned());
    }
    VirtAddr const read_only = kmap_local_compound(low, 2, mm::kReadOnly).address;
    EXPECT_TRUE(mm::local_stack().pinned());
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
    EXPECT_EQ(judged({end, mm::AccessKind::Write, 64}), expected.view());
}

TEST_F(LocalCompound, UnderrunCountsFromItsFirstByte)
{
    (void)mm::kmap_local_pfn(x.pfn());
    VirtAddr const address = map(b, 2);
    EXPECT_NE(judged({address - 8, mm::AccessKind::Read, 4})
                  .find("8 bytes before the start of the compound in slot 1 of CPU 0 (order 2"),
              std::string::npos);
}

TEST_F(LocalCompound, WriteToAReadOnlyOneNamesThePageThatWasHit)
{
    VirtAddr const address = kmap_local_compound(b, 2, mm::kReadOnly).address;
    auto const expected = lib::formatted<80>("slot 0 of CPU 0 maps frame {} read-only", b.pfn() + 2);
    std::string const said = judged({address + 2 * kPageSize, mm::AccessKind::Write, 1});
    EXPECT_NE(said.find(expected.view()), std::string::npos) << said;
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
    EXPECT_TRUE(mm::layout::kLocalWindows.contains(map.address()));
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

TEST_F(LocalCompound, QuarantineTellsWhoUnmappedIt)
{
    mm::set_kmap_debug({.quarantine = true});
    VirtAddr const stale = map(b, 2);
    kunmap_local_compound(stale);
    mm::kunmap_local(mm::kmap_local_pfn(x.pfn()));
    for (u32 page = 0; page < 4; page += 2)
        EXPECT_NE(judged({stale + page * kPageSize, mm::AccessKind::Read, 1})
                      .find("unmapped by thread 'boot 0' at code"),
                  std::string::npos)
            << page;
}

TEST_F(LocalCompound, QuarantineKeepsItsSlotsFromSinglePages)
{
    mm::set_kmap_debug({.quarantine = true});
    VirtAddr const stale = map(b, 4);
    kunmap_local_compound(stale);
    for (u32 mapping = 0; mapping < mm::kQuarantineMappings; ++mapping) {
        VirtAddr const page = mm::kmap_local_pfn(x.pfn());
        EXPECT_TRUE(all_fault(stale, 4)) << mapping;
        mm::kunmap_local(page);
    }
}

// Of order 3 and 4 there are not nine in a window.
TEST_F(LocalCompound, QuarantineKeepsItsSlotsFromOtherCompounds)
{
    struct Case {
        u32 order, rest;
    };
    for (auto const [order, rest] : {Case{1, 8}, Case{2, 8}, Case{3, 5}, Case{4, 3}}) {
        mm::end_all_rests();
        mm::set_kmap_debug({.quarantine = true});
        VirtAddr const stale = map(b, order);
        kunmap_local_compound(stale);
        for (u32 mapping = 0; mapping < rest - 1; ++mapping) {
            VirtAddr const next = map(a, order);
            EXPECT_TRUE(all_fault(stale, order)) << "order " << order << ", mapping " << mapping;
            kunmap_local_compound(next);
        }
    }
}

// One that has rested lies below eight that have not.
TEST_F(LocalCompound, QuarantineGivesItOnlySlotsThatHaveAllRested)
{
    mm::set_kmap_debug({.quarantine = true});
    std::vector<VirtAddr> single;
    for (u32 mapping = 0; mapping <= mm::kQuarantineMappings; ++mapping) {
        single.push_back(mm::kmap_local_pfn(x.pfn()));
        mm::kunmap_local(single.back());
    }
    EXPECT_GT(map(b, 1), single.back());
    mm::local_release_to(0);
}

TEST_F(LocalCompound, QuarantineCountsItsSlotsWhereAnotherMappingLeftSomeOut)
{
    mm::set_kmap_debug({.quarantine = true});
    (void)mm::kmap_local_pfn(x.pfn());
    mm::kunmap_local(mm::kmap_local_pfn(x.pfn()));
    mm::kunmap_local(mm::kmap_local_pfn(x.pfn())); // leaves one out
    mm::end_all_rests();
    (void)map(b, 2); // over both
    EXPECT_EQ(mm::local_stack().depth(), 4u);
    mm::local_release_to(0);
}

TEST_F(LocalCompound, QuarantineLeavesInterruptsTheirRoom)
{
    mm::set_kmap_debug({.quarantine = true});
    for (u32 turn = 0; turn < 8; ++turn) mm::kunmap_local(mm::kmap_local_pfn(x.pfn()));
    map_pages(7);
    VirtAddr const address = map(b, 4);
    EXPECT_EQ(kmap_local_compound(b, 1).error, CompoundError::TooDeep);
    {
        mm::LocalIrqScope const interrupt;
        map_pages(mm::layout::kLocalIrqDepth);
        mm::local_release_to(mm::local_stack().floor());
    }
    EXPECT_TRUE(shows(address, 'A', 4));
    mm::local_release_to(0);
    EXPECT_FALSE(mm::local_stack().pinned());
}

TEST_F(LocalCompound, LinuxHasNoRuleForItAndStops)
{
    mm::set_kmap_debug({.linux_rules = true});
    VirtAddr const address = map(b, 2);
    EXPECT_STOP(ReportKind::NotASlot, mm::kunmap_local(address));
    EXPECT_TRUE(shows(address, 'A', 2));
    static_cast<void>(sim::take_warnings());
}

// ---- across switches and under interrupts

TEST_F(LocalCompound, IsRestoredWholeAndAtTheSameAddress)
{
    VirtAddr const outer = mm::kmap_local_pfn(x.pfn());
    VirtAddr const middle = map(b, 4);
    VirtAddr const inner = mm::kmap_local_pfn(y.pfn());
    {
        sim::Preempted const preempted{other};
        EXPECT_TRUE(faults(outer) && all_fault(middle, 4) && faults(inner));
        EXPECT_EQ(map(a, 4), outer) << "the other thread uses the same slots";
        EXPECT_TRUE(shows(outer, 'a', 4));
    }
    EXPECT_TRUE(at(outer) == '0' && shows(middle, 'A', 4) && at(inner) == 'P');
    sim::Preempted const preempted{other};
    EXPECT_TRUE(shows(outer, 'a', 4));
}

TEST_F(LocalCompound, ReadOnlyStaysReadOnlyOnEveryPage)
{
    VirtAddr const address = kmap_local_compound(b, 2, mm::kReadOnly).address;
    {
        sim::Preempted const preempted{other};
    }
    for (u32 page = 0; page < 4; ++page)
        EXPECT_TRUE(sim::fault_of([&] { sim::store(address + page * kPageSize, std::byte{1}); })) << page;
}

TEST_F(LocalCompound, EachPageIsFlushedOncePerSwitchOut)
{
    (void)map(b, 3);
    sim::clear_flush_log();
    {
        sim::Preempted const preempted{other};
    }
    EXPECT_EQ(sim::flush_log().size(), 9u) << "8 pages, and the one behind them";
}

/// Who interrupts, and who is interrupted.
class SteppedCompound : public LocalCompound {
protected:
    static constexpr u32 kOrder = 2; ///< two odd pages and two even ones: all that the argument knows

    void SetUp() override
    {
        if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
        outer_ = mm::kmap_local_pfn(low_block.pfn() + 64);
        {
            // So both threads' compounds are in the same pages.
            sim::Preempted const preempted{other};
            (void)mm::kmap_local_pfn(low_block.pfn() + 65);
        }
        *sim::ram((low_block.pfn() + 64).base()) = std::byte{'!'};
    }

    void map_in_interrupt()
    {
        mm::LocalIrqScope const interrupt;
        VirtAddr const below = map(x, 1);
        VirtAddr const above = mm::kmap_local_pfn(y.pfn());
        require(shows(below, '0', 1) && at(above) == 'P', "the interrupt reads somebody else's frame");
        mm::kunmap_local(above);
        kunmap_local_compound(below);
        require(all_fault(below, 1) && faults(above), "the interrupt's pages are still there");
    }
    /// The other thread runs on this CPU, through the same slots, and maps a compound or holds one.
    void preempt()
    {
        sim::Preempted const preempted{other};
        if (held_ != VirtAddr{}) {
            require(shows(held_, 'a', kOrder), "the other thread lost a page");
            return;
        }
        VirtAddr const inner = map(y, kOrder);
        require(shows(inner, 'P', kOrder), "the other thread reads somebody else's frame");
        kunmap_local_compound(inner);
        require(all_fault(inner, kOrder), "a page of the other thread is still there");
    }
    void let_other_hold_one()
    {
        sim::Preempted const preempted{other};
        held_ = map(a, kOrder);
    }

    void map_and_unmap()
    {
        VirtAddr const inner = map(b, kOrder);
        require(at(outer_) == '!' && shows(inner, 'A', kOrder), "the thread reads somebody else's frame");
        kunmap_local_compound(inner);
        require(at(outer_) == '!', "the thread lost its page");
    }
    void expect_all_unmapped()
    {
        mm::kunmap_local(outer_);
        EXPECT_FALSE(mm::local_stack().pinned());
        expect_nothing_mapped_from(0);
    }
    void interrupt_at_every_instruction(std::function<void()> const& interrupt)
    {
        u32 const instructions = sim::single_step([&] { map_and_unmap(); }, [&](u32) { interrupt(); });
        RecordProperty("instructions", static_cast<int>(instructions));
        expect_all_unmapped();
    }

private:
    VirtAddr outer_;
    VirtAddr held_;
};

TEST_F(SteppedCompound, InterruptedAtEveryInstruction)
{
    interrupt_at_every_instruction([&] { map_in_interrupt(); });
}

TEST_F(SteppedCompound, InterruptedAtEachInstructionButNotTwice)
{
    sim::interrupt_apart([&] { map_and_unmap(); }, [&] { map_in_interrupt(); });
    expect_all_unmapped();
}

TEST_F(SteppedCompound, PreemptedAtEveryInstruction)
{
    interrupt_at_every_instruction([&] { preempt(); });
}

TEST_F(SteppedCompound, PreemptedAtEachInstructionButNotTwice)
{
    sim::interrupt_apart([&] { map_and_unmap(); }, [&] { preempt(); });
    expect_all_unmapped();
}

TEST_F(SteppedCompound, PreemptedAtEveryInstructionByAThreadThatHoldsOne)
{
    let_other_hold_one();
    interrupt_at_every_instruction([&] { preempt(); });
}

TEST_F(SteppedCompound, PreemptedAtEachInstructionByAThreadThatHoldsOne)
{
    let_other_hold_one();
    sim::interrupt_apart([&] { map_and_unmap(); }, [&] { preempt(); });
    expect_all_unmapped();
}

TEST_F(SteppedCompound, PreemptedAtTheEndOfAnInterruptThatMapped)
{
    let_other_hold_one();
    interrupt_at_every_instruction([&] { map_in_interrupt(), preempt(); });
}

TEST_F(SteppedCompound, SwitchOfOneIsInterruptedAtEveryInstruction)
{
    VirtAddr const inner = map(b, kOrder);
    auto const& window = mm::local_window();
    auto const out_and_in = [&] {
        mm::local_sched_out(mm::local_stack(), window);
        mm::local_sched_in(mm::local_stack(), window);
    };
    sim::single_step(out_and_in, [&](u32) { map_in_interrupt(); });
    EXPECT_TRUE(shows(inner, 'A', kOrder));
    kunmap_local_compound(inner);
    expect_all_unmapped();
}

} // namespace
