// SPDX-License-Identifier: MIT
// kmap(): hits, misses, the lazy flush, and every misuse. For waiting: kmap_waiting_test.cpp.
#include "mm/frame_allocator.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/local_switch.hpp"
#include "tests/sim/mapping_machine.hpp"
#include "tests/support/random.hpp"

#include <set>
#include <vector>

namespace {

using lib::ReportKind;
using mm::Frame;
using mm::SharedSlots;
using sim::as;
using sim::at;

class Kmap : public sim::MappingMachine {
protected:
    static void only_slots(u32 count) { mm::kmap_pool().limit(count); }
    static void map_and_unmap(Frame frame)
    {
        (void)mm::kmap(frame);
        mm::kunmap(frame);
    }
};

TEST_F(Kmap, LowmemIsShownWhereTheDirectMapHasIt)
{
    Frame const low = low_frame('l');
    EXPECT_EQ(mm::kmap(low), mm::lowmem_address(low.pfn().base()));
    mm::kunmap(low);
}

TEST_F(Kmap, EveryCpuSeesThePage)
{
    VirtAddr const page = mm::kmap(high_frame('q'));
    for (u32 cpu = 0; cpu < 2; ++cpu) EXPECT_EQ(sim::on_cpu(cpu, [&] { return at(page); }), 'q');
}

TEST_F(Kmap, SecondUserGetsTheSameAddress)
{
    Frame const frame = high_frame('x');
    VirtAddr const page = mm::kmap(frame);
    EXPECT_EQ(mm::kmap(frame), page);
    mm::kunmap(frame);
    EXPECT_FALSE(faults(page)) << "one user is left";
}

TEST_F(Kmap, BothNeighboursOfAPageFault)
{
    VirtAddr const first = mm::kmap(high_frame('x')), second = mm::kmap(high_frame('x'));
    for (VirtAddr const page : {first, second}) {
        EXPECT_TRUE(faults(page - 1));
        EXPECT_TRUE(faults(page + kPageSize));
    }
}

TEST_F(Kmap, LastSlotLiesInsideTheWindow)
{
    VirtAddr const last = SharedSlots::address_of(SharedSlots::kMost - 1);
    EXPECT_EQ(last + 2 * kPageSize, mm::layout::kKmapWindow.end);
}

TEST_F(Kmap, UnusedPageStaysMappedAndIsAHit)
{
    Frame const frame = high_frame('x');
    VirtAddr const page = mm::kmap(frame);
    mm::kunmap(frame);
    EXPECT_EQ(mm::kmap_high_get(frame), page);
    EXPECT_TRUE(sim::shootdown_log().empty());
}

TEST_F(Kmap, HighGetOfAFrameThatIsNotMappedGetsNothing)
{
    EXPECT_EQ(mm::kmap_high_get(high_frame('x')), std::nullopt);
    EXPECT_EQ(mm::shared_mappings_held(), 0u);
}

TEST_F(Kmap, HighGetNeedsItsOwnUnmap)
{
    Frame const frame = high_frame('x');
    (void)mm::kmap(frame);
    (void)mm::kmap_high_get(frame);
    mm::kunmap(frame);
    mm::kmap_flush_unused();
    EXPECT_TRUE(mm::kmap_high_get(frame)) << "still in use";
}

TEST_F(Kmap, WrapFlushesEveryCpuExactlyOnce)
{
    auto const frames = high_frames(SharedSlots::kMost + 1);
    for (u32 index = 0; index < SharedSlots::kMost; ++index) map_and_unmap(frames[index]);
    EXPECT_TRUE(sim::shootdown_log().empty());
    map_and_unmap(frames.back());
    ASSERT_EQ(sim::shootdown_log().size(), 1u);
    EXPECT_EQ(sim::shootdown_log()[0], (sim::Shootdown{lib::CpuMask::all(), mm::layout::kKmapWindow}));
}

TEST_F(Kmap, NoCpuEverSeesAnOldFrame)
{
    only_slots(3);
    auto const frames = high_frames(8);
    sim::Random random{3};
    for (u32 round = 0; round < 2000; ++round) {
        u32 const index = random.below(8);
        VirtAddr const page = mm::kmap(frames[index]);
        for (u32 cpu = 0; cpu < 2; ++cpu)
            ASSERT_EQ(sim::on_cpu(cpu, [&] { return at(page); }), static_cast<char>(index));
        mm::kunmap(frames[index]);
    }
}

TEST_F(Kmap, PageInUseSurvivesTheWrap)
{
    only_slots(3);
    VirtAddr const page = mm::kmap(high_frame('k'));
    for (u32 round = 0; round < 10; ++round) map_and_unmap(high_frame('x'));
    EXPECT_EQ(at(page), 'k');
}

TEST_F(Kmap, FlushUnusedUnmapsWhatNobodyUses)
{
    Frame const frame = high_frame('x'), used = high_frame('x');
    VirtAddr const page = mm::kmap(frame), kept = mm::kmap(used);
    (void)sim::on_cpu(1, [&] { return at(page); });
    mm::kunmap(frame);
    mm::kmap_flush_unused();
    EXPECT_TRUE(sim::on_cpu(1, [&] { return faults(page); }));
    EXPECT_FALSE(faults(kept));
    EXPECT_EQ(sim::shootdown_log().size(), 1u);
    mm::kmap_flush_unused();
    EXPECT_EQ(sim::shootdown_log().size(), 1u) << "nothing to do";
}

TEST_F(Kmap, FrameThatIsAllocatedAgainIsNotTakenForTheOldOne)
{
    Frame const frame = high_frame('o');
    map_and_unmap(frame);
    mm::frames().free_frames(frame, 0);
    Frame const again = high_frame('n');
    ASSERT_EQ(again, frame) << "the allocator gives back what is hot";
    EXPECT_EQ(at(mm::kmap(again)), 'n');
    mm::kunmap(again);
    for (u32 round = 0; round < 2 * SharedSlots::kMost; ++round) map_and_unmap(high_frame('x'));
    EXPECT_EQ(at(mm::kmap(again)), 'n') << "after a wrap that found the frame in two slots";
}

TEST_F(Kmap, SecondUnmapStops)
{
    Frame const frame = high_frame('x'), other = high_frame('x');
    (void)mm::kmap(other);
    map_and_unmap(frame);
    EXPECT_STOP_SAYING(ReportKind::DoubleUnmap, "nobody has it mapped", mm::kunmap(frame));
}

TEST_F(Kmap, UnmapOfAFrameThatWasNeverMappedStops)
{
    EXPECT_STOP(ReportKind::DoubleUnmap, mm::kunmap(high_frame('x')));
}

TEST_F(Kmap, UnmapByAThreadThatHasNothingStops)
{
    Frame const frame = high_frame('x');
    (void)mm::kmap(frame);
    sim::Thread thief{"thief"};
    as(thief, [&] { EXPECT_STOP_SAYING(ReportKind::NotTheHolder, "'thief'", mm::kunmap(frame)); });
    EXPECT_TRUE(mm::kmap_high_get(frame)) << "the holder's mapping is untouched";
}

TEST_F(Kmap, NeedsToBeAllowedToSleep)
{
    mm::preempt_disable();
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "kmap may sleep", mm::kmap(high_frame('x')));
    mm::preempt_enable();
}

TEST_F(Kmap, NeedsToBeAllowedToSleepForLowmemToo)
{
    mm::preempt_disable();
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "kmap may sleep", mm::kmap(low_frame('l')));
    mm::preempt_enable();
}

TEST_F(Kmap, NoCallIsForInterrupts)
{
    for (Frame const frame : {high_frame('x'), low_frame('l')}) {
        (void)mm::kmap(frame);
        (void)mm::kmap(frame);
        mm::kmap_hand_over(frame);
        {
            mm::LocalIrqScope const interrupt;
            EXPECT_STOP_SAYING(ReportKind::WrongContext, "kunmap() is for threads", mm::kunmap(frame));
            EXPECT_STOP_SAYING(ReportKind::WrongContext, "kmap_high_get() is for threads",
                               mm::kmap_high_get(frame));
            EXPECT_STOP(ReportKind::WrongContext, mm::kmap_hand_over(frame));
            EXPECT_STOP(ReportKind::WrongContext, mm::kmap_adopt(frame));
        }
        mm::kmap_adopt(frame);
        for (u32 use = 0; use < 2; ++use) mm::kunmap(frame);
    }
}

TEST_F(Kmap, HandleUnmapsAtTheEndOfItsLife)
{
    Frame const frame = high_frame('h');
    {
        mm::SharedMap first{frame};
        mm::SharedMap second{std::move(first)};
        EXPECT_EQ(static_cast<char>(second.bytes()[0]), 'h');
        EXPECT_EQ(mm::shared_mappings_held(), 1u);
    }
    EXPECT_EQ(mm::shared_mappings_held(), 0u);
    EXPECT_EQ(sim::users_of_all_slots(), 0u);
}

TEST_F(Kmap, HandleThatNobodyTakesIsUnmappedByWhoDropsIt)
{
    Frame const frame = high_frame('x');
    {
        mm::HandedMap const parcel{mm::SharedMap{frame}};
        EXPECT_EQ(mm::shared_mappings_held(), 0u);
    }
    EXPECT_EQ(mm::shared_mappings_held(), 0u);
    EXPECT_EQ(sim::users_of_all_slots(), 0u);
}

} // namespace
