// SPDX-License-Identifier: MIT
// kmap.debug=quarantine: what was unmapped is not mapped again while the CPU makes the next 8 mappings, for
// single pages at any depth, for interrupts above them, and for compounds.
#include "mm/local_switch.hpp"
#include "mm/vmap_area.hpp"
#include "tests/sim/compound_machine.hpp"

#include <algorithm>

namespace {

using lib::ReportKind;
using mm::kmap_local_page;
using mm::kQuarantineMappings;
using mm::kunmap_local;
using mm::kunmap_local_compound;
using sim::at;

constexpr u32 kDepth = mm::layout::kLocalThreadDepth;

class Quarantine : public sim::CompoundMachine {
protected:
    Quarantine()
    {
        mm::vmap_area().start(mm::kernel_space().root, mm::layout::kVmapArea);
        mm::set_kmap_debug({.quarantine = true});
    }

    std::vector<VirtAddr> hold_all() const
    {
        std::vector<VirtAddr> held;
        for (u32 depth = 0; depth < kDepth; ++depth) held.push_back(kmap_local_page(a));
        return held;
    }
    static void unmap_all(std::vector<VirtAddr> held)
    {
        for (; !held.empty(); held.pop_back()) kunmap_local(held.back());
    }
    void map_and_unmap() const { kunmap_local(kmap_local_page(x)); }
    /// The 2^order pages from `stale` on were unmapped just now.
    void expect_rest(VirtAddr stale, u32 order = 0) const
    {
        for (u32 mapping = 1; mapping <= kQuarantineMappings; ++mapping) {
            VirtAddr const next = kmap_local_page(x);
            EXPECT_TRUE(all_fault(stale, order)) << "mapping " << mapping;
            kunmap_local(next);
        }
    }
    void expect_rest_among_equals(u32 order) const
    {
        VirtAddr const stale = map(b, order);
        kunmap_local_compound(stale);
        for (u32 mapping = 1; mapping <= kQuarantineMappings; ++mapping) {
            VirtAddr const next = map(a, order);
            EXPECT_TRUE(all_fault(stale, order)) << "order " << order << ", mapping " << mapping;
            kunmap_local_compound(next);
        }
    }
    static std::string said_of(VirtAddr address) { return judged({address, mm::AccessKind::Read, 1}); }
};

TEST_F(Quarantine, SlotIsNotMappedForEightMappingsAndThenItIs)
{
    VirtAddr const stale = kmap_local_page(a);
    EXPECT_EQ(at(stale), 'a');
    kunmap_local(stale);
    expect_rest(stale);
    EXPECT_EQ(kmap_local_page(b), stale);
}

TEST_F(Quarantine, TwoThatComeAndGoTogetherRestAsLong)
{
    std::vector<VirtAddr> recent;
    for (u32 turn = 0; turn < 50; ++turn) {
        VirtAddr const source = kmap_local_page(a);
        VirtAddr const target = kmap_local_page(b);
        for (VirtAddr const address : {source, target})
            EXPECT_EQ(std::count(recent.begin(), recent.end(), address), 0) << turn;
        kunmap_local(target);
        kunmap_local(source);
        recent.insert(recent.end(), {source, target});
        if (recent.size() > kQuarantineMappings) recent.erase(recent.begin(), recent.begin() + 2);
    }
}

TEST_F(Quarantine, SixteenThatGoTogetherAllRestAsLong)
{
    auto const stale = hold_all();
    unmap_all(stale);
    auto const next = hold_all();
    for (u32 mapping = 0; mapping < kQuarantineMappings; ++mapping)
        EXPECT_EQ(std::count(stale.begin(), stale.end(), next[mapping]), 0) << mapping;
}

TEST_F(Quarantine, SlotOfTheDeepestMappingRestsAsLong)
{
    VirtAddr const stale = hold_all().back();
    kunmap_local(stale);
    expect_rest(stale);
}

TEST_F(Quarantine, SlotOfAnInterruptRestsAsLongAboveAThreadThatLeftOutAll)
{
    unmap_all(hold_all());
    (void)hold_all();
    mm::LocalIrqScope const interrupt;
    VirtAddr const stale = kmap_local_page(a);
    kunmap_local(stale);
    expect_rest(stale);
}

TEST_F(Quarantine, StalePointerIsToldWhoUnmappedAndHowLongAgo)
{
    VirtAddr const stale = kmap_local_page(a);
    kunmap_local(stale);
    map_and_unmap();
    std::string const said = said_of(stale + 5);
    EXPECT_NE(said.find("unmapped by thread 'boot 0' at code"), std::string::npos) << said;
    EXPECT_NE(said.find("1 mapping ago"), std::string::npos) << said;
    map_and_unmap();
    EXPECT_NE(said_of(stale).find("2 mappings ago"), std::string::npos);
}

TEST_F(Quarantine, SixteenDeepAlsoWhileSlotsRest)
{
    for (u32 turn = 0; turn < kQuarantineMappings; ++turn) map_and_unmap();
    auto const held = hold_all();
    EXPECT_EQ(mm::slots_in_use(mm::local_stack()), kDepth);
    EXPECT_STOP(ReportKind::TooDeep, kmap_local_page(x));
    {
        mm::LocalIrqScope const interrupt;
        map_pages(mm::layout::kLocalIrqDepth);
        mm::local_release_to(mm::local_stack().floor());
    }
    {
        sim::Preempted const preempted{other};
        EXPECT_TRUE(faults(held.front()));
    }
    for (VirtAddr const address : held) EXPECT_EQ(at(address), 'a');
    unmap_all(held);
    EXPECT_FALSE(mm::local_stack().in_use());
}

TEST_F(Quarantine, SwitchKeepsMappingsThatLieFurtherUpThanAThreadHasEntries)
{
    std::vector<VirtAddr> held;
    for (mm::Frame const frame : {a, b, a, b, a}) {
        for (u32 turn = 0; turn < kQuarantineMappings; ++turn) map_and_unmap();
        held.push_back(kmap_local_page(frame));
    }
    ASSERT_GT(mm::local_stack().top(), mm::LocalStack::kIrqPages);
    {
        sim::Preempted const preempted{other};
        EXPECT_TRUE(faults(held.back()));
    }
    for (u32 level = 0; level < held.size(); ++level) EXPECT_EQ(at(held[level]), level % 2 == 0 ? 'a' : 'A');
    unmap_all(held);
}

TEST_F(Quarantine, CompoundsRestFromSinglePages)
{
    VirtAddr const stale = map(b, 4);
    kunmap_local_compound(stale);
    expect_rest(stale, 4);
}

TEST_F(Quarantine, CompoundsRestFromEachOther)
{
    for (u32 order = 1; order <= mm::kMaxLocalOrder; ++order) {
        mm::end_all_rests();
        expect_rest_among_equals(order);
    }
}

TEST_F(Quarantine, SmallCompoundsOfAnInterruptRestFromEachOtherToo)
{
    (void)hold_all();
    mm::LocalIrqScope const interrupt;
    for (u32 order = 1; order <= 2; ++order) {
        mm::end_all_rests();
        expect_rest_among_equals(order);
    }
}

// One that has rested lies below eight that have not.
TEST_F(Quarantine, CompoundGetsOnlySlotsThatHaveAllRested)
{
    std::vector<VirtAddr> single;
    for (u32 mapping = 0; mapping <= kQuarantineMappings; ++mapping) {
        single.push_back(kmap_local_page(x));
        kunmap_local(single.back());
    }
    EXPECT_GT(map(b, 1), single.back());
}

TEST_F(Quarantine, SlotsOfACompoundAreCountedWhereAnotherMappingLeftSomeOut)
{
    (void)kmap_local_page(x);
    map_and_unmap();
    map_and_unmap(); // leaves one out
    mm::end_all_rests();
    (void)map(b, 2); // over both
    EXPECT_EQ(mm::slots_in_use(mm::local_stack()), 4u);
}

TEST_F(Quarantine, CompoundIsRefusedWhereAThreadHasNoSlotsLeftAndInterruptsHaveTheirs)
{
    for (u32 turn = 0; turn < kQuarantineMappings; ++turn) map_and_unmap();
    map_pages(7);
    VirtAddr const address = map(b, 4);
    EXPECT_EQ(mm::kmap_local_compound(b, 1).error, mm::CompoundError::TooDeep);
    {
        mm::LocalIrqScope const interrupt;
        map_pages(mm::layout::kLocalIrqDepth);
        mm::local_release_to(mm::local_stack().floor());
    }
    EXPECT_TRUE(shows(address, 'A', 4));
    mm::local_release_to(0);
    EXPECT_FALSE(mm::local_stack().in_use());
}

TEST_F(Quarantine, StalePointerIntoACompoundIsToldWhoUnmappedIt)
{
    VirtAddr const stale = map(b, 2);
    kunmap_local_compound(stale);
    map_and_unmap();
    for (u32 page = 0; page < 4; page += 2)
        EXPECT_NE(said_of(stale + page * kPageSize).find("unmapped by thread 'boot 0' at code"),
                  std::string::npos)
            << page;
}

TEST_F(Quarantine, ReportOfAnInterruptCountsSlotsInUseAndNotThoseLeftOut)
{
    map_and_unmap();
    map_and_unmap();
    (void)kmap_local_page(a); // above two that rest
    auto const interrupt = [&] {
        mm::LocalIrqScope const scope;
        (void)kmap_local_page(b);
    };
    EXPECT_STOP_SAYING(ReportKind::Leak, "found 1 slot of thread 'boot 0' in use and left 2 behind",
                       interrupt());
}

TEST_F(Quarantine, SlotsOfAThreadThatDoesNotRunAreCountedToo)
{
    map_and_unmap();
    (void)kmap_local_page(a);
    (void)map(b, 2);
    mm::LocalStack const& stack = mm::local_stack();
    EXPECT_EQ(mm::slots_in_use(stack), 4u);
    sim::Preempted const preempted{other};
    (void)kmap_local_page(x);
    EXPECT_EQ(mm::slots_in_use(stack), 4u);
    EXPECT_EQ(mm::slots_in_use(mm::local_stack()), 1u);
}

TEST_F(Quarantine, EveryCpuMapsInALargerWindowForAsLongAsItIsOn)
{
    for (u32 cpu = 0; cpu < 4; ++cpu) {
        sim::on_cpu(cpu, [&] {
            auto const place = mm::LocalPlace::of(kmap_local_page(a));
            EXPECT_EQ(place.owner(), mm::this_owner());
            EXPECT_FALSE(mm::layout::kLocalWindows.contains(place.address()));
            mm::local_release_to(0);
        });
    }
    EXPECT_GT(mm::slots_per_window(), mm::layout::kLocalDepth);
    mm::set_kmap_debug({});
    EXPECT_EQ(mm::slots_per_window(), mm::layout::kLocalDepth);
    EXPECT_TRUE(mm::layout::kLocalWindows.contains(kmap_local_page(a)));
}

TEST_F(Quarantine, TakesFramesAndAddressesOnlyWhileItIsOn)
{
    mm::set_kmap_debug({});
    u32 const frames = mm::frames().low().free_frames(), addresses = mm::vmap_area().pages_unused();
    mm::set_kmap_debug({.quarantine = true});
    EXPECT_LT(mm::frames().low().free_frames(), frames);
    EXPECT_LT(mm::vmap_area().pages_unused(), addresses);
    mm::set_kmap_debug({});
    EXPECT_EQ(mm::frames().low().free_frames(), frames);
    EXPECT_EQ(mm::vmap_area().pages_unused(), addresses);
}

TEST_F(Quarantine, IsLeftOutWhereThereIsNoRoomForItsWindows)
{
    mm::set_kmap_debug({});
    VirtRange const small{mm::layout::kVmapArea.begin, mm::layout::kVmapArea.begin + (16u << 20)};
    mm::vmap_area().start(mm::kernel_space().root, small);
    u32 const frames = mm::frames().low().free_frames();
    mm::set_kmap_debug({.quarantine = true, .track = true});
    EXPECT_FALSE(mm::kmap_debug().quarantine);
    EXPECT_TRUE(mm::kmap_debug().track);
    EXPECT_EQ(mm::frames().low().free_frames(), frames);
    EXPECT_TRUE(mm::layout::kLocalWindows.contains(kmap_local_page(a)));
}

} // namespace
