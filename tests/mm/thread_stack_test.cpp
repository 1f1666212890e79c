// SPDX-License-Identifier: MIT
// Stacks for threads: their guards, their frames, ten thousand of them; and pages made on demand.
#include "mm/demand_area.hpp"
#include "mm/kmap_local.hpp"
#include "mm/thread_stack.hpp"
#include "mm/vmap.hpp"
#include "mm/vmap_area.hpp"
#include "tests/sim/mapping_machine.hpp"

#include <deque>

namespace {

using lib::ReportKind;

class ThreadStack : public sim::MappingMachine {
protected:
    explicit ThreadStack(sim::BootOptions const& options = {}) : MappingMachine{options} {}
    static u32 free_frames() { return mm::frames().low().free_frames() + mm::frames().high().free_frames(); }
};

class ThreadStackOnOneGib : public ThreadStack {
protected:
    ThreadStackOnOneGib() : ThreadStack{{.memory = 1_GiB, .cpus = 1}} {}
};

TEST_F(ThreadStack, IsFourPagesAboveAnUnmappedOne)
{
    VirtRange const stack = mm::alloc_thread_stack().must();
    EXPECT_EQ(stack.pages(), mm::kStackPages);
    sim::fill(stack.begin, stack.bytes(), std::byte{'s'});
    EXPECT_TRUE(faults(stack.begin - 1));
    EXPECT_TRUE(faults(stack.end));
}

TEST_F(ThreadStack, ComesFromHighMemory)
{
    u32 const low = mm::frames().low().free_frames();
    VirtRange const first = mm::alloc_thread_stack().must(); // makes the table, from lowmem
    u32 const with_table = mm::frames().low().free_frames();
    EXPECT_TRUE(mm::alloc_thread_stack());
    EXPECT_GE(with_table + 1, low);
    EXPECT_EQ(mm::frames().low().free_frames(), with_table);
    mm::free_thread_stack(first);
}

TEST_F(ThreadStack, SecondFreeStops)
{
    VirtRange const stack = mm::alloc_thread_stack().must();
    mm::free_thread_stack(stack);
    EXPECT_STOP(ReportKind::DoubleUnmap, mm::free_thread_stack(stack));
}

TEST_F(ThreadStack, IsNoAreaOfVmap)
{
    VirtRange const stack = mm::alloc_thread_stack().must();
    EXPECT_STOP(ReportKind::NotASlot, mm::vunmap(stack.begin));
}

TEST_F(ThreadStackOnOneGib, TenThousandAtOnce)
{
    std::vector<VirtRange> stacks;
    u32 const before = free_frames();
    while (stacks.size() < 10'000) stacks.push_back(mm::alloc_thread_stack().must());
    for (VirtRange const& stack : stacks) mm::free_thread_stack(stack);
    EXPECT_EQ(free_frames() + mm::vmap_area().tables().tables_made() - 2, before);
}

TEST_F(ThreadStackOnOneGib, AHundredThousandOneAfterTheOtherLeakNothing)
{
    mm::free_thread_stack(mm::alloc_thread_stack().must());
    for (u32 count = 0; count < mm::VmapArea::kLazyPages; ++count) // until every table there will be is made
        mm::free_thread_stack(mm::alloc_thread_stack().must());
    u32 const before = free_frames();
    for (u32 count = 0; count < 100'000; ++count) mm::free_thread_stack(mm::alloc_thread_stack().must());
    EXPECT_EQ(free_frames(), before);
}

TEST_F(ThreadStackOnOneGib, WithoutFramesThereIsNoStackAndNothingIsLost)
{
    mm::free_thread_stack(mm::alloc_thread_stack().must());
    std::deque<mm::Frame> all;
    while (auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst)) all.push_back(*frame);
    for (u32 count = 0; count < mm::kStackPages - 1; ++count, all.pop_back())
        mm::frames().free_frames(all.back(), 0);
    EXPECT_EQ(mm::alloc_thread_stack().error(), mm::VmapError::NoFrames);
    EXPECT_EQ(free_frames(), mm::kStackPages - 1);
}

TEST_F(ThreadStack, DemandPagesAreMadeClearedWhenTheyAreTouched)
{
    u32 const before = free_frames();
    VirtAddr const area = mm::demand_map(3).must();
    EXPECT_TRUE(faults(area + kPageSize));
    EXPECT_TRUE(mm::demand_fault(area + kPageSize + 12));
    EXPECT_EQ(sim::at(area + kPageSize + 12), '\0');
    EXPECT_TRUE(faults(area));
    mm::demand_unmap(area);
    EXPECT_EQ(free_frames(), before);
}

TEST_F(ThreadStack, DemandFaultElsewhereIsNotResolved)
{
    VirtAddr const area = mm::demand_map(3).must();
    for (VirtAddr const other : {area - 1, area + 3 * kPageSize, VirtAddr{}, VirtAddr{0xFE20'1000},
                                 mm::vmap(high_frames(1)).must() - 1})
        EXPECT_FALSE(mm::demand_fault(other));
}

TEST_F(ThreadStack, DemandFaultNeedsNoSlotOfTheThread)
{
    VirtAddr const area = mm::demand_map(1).must();
    for (u32 depth = 0; depth < mm::layout::kLocalThreadDepth; ++depth)
        (void)mm::kmap_local_page(high_frame('d'));
    EXPECT_TRUE(mm::demand_fault(area));
    mm::local_release_to(0);
}

} // namespace
