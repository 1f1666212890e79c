// SPDX-License-Identifier: MIT
// What is said about faults in the windows that all CPUs share.
#include "mm/demand_area.hpp"
#include "mm/kmap.hpp"
#include "mm/thread_stack.hpp"
#include "mm/vmap.hpp"
#include "mm/vmap_area.hpp"
#include "mm/window_judge.hpp"
#include "tests/sim/mapping_machine.hpp"

namespace {

using lib::ReportKind;
using mm::AccessKind;

class SharedJudge : public sim::MappingMachine {
protected:
    static testing::AssertionResult judged(VirtAddr address, ReportKind kind, std::string_view words,
                                           u32 bytes = 0, AccessKind access = AccessKind::Write)
    {
        return sim::stopped_with(mm::judge({address, access, bytes}), kind, words);
    }
};

TEST_F(SharedJudge, OverrunOfAKmapPageNamesSlotFrameAndBytes)
{
    mm::Frame const frame = high_frame('f');
    VirtAddr const page = mm::kmap(frame);
    EXPECT_TRUE(judged(page + kPageSize, ReportKind::Overrun,
                       "thread 'boot 0' writes 64 bytes past the end of kmap slot 0 (frame ", 64));
    EXPECT_TRUE(judged(page + kPageSize, ReportKind::Overrun, "1 user)", 64));
}

TEST_F(SharedJudge, UnderrunOfAKmapPageIsToldFromAnOverrun)
{
    (void)mm::kmap(high_frame('a'));
    VirtAddr const second = mm::kmap(high_frame('b'));
    EXPECT_TRUE(judged(second - 16, ReportKind::Underrun, "16 bytes before the start of kmap slot 1"));
    EXPECT_TRUE(judged(second - kPageSize, ReportKind::Overrun, "end of kmap slot 0"));
}

TEST_F(SharedJudge, FirstAndLastGuardOfTheKmapWindowAreJudged)
{
    VirtAddr const first = mm::kmap(high_frame('a'));
    EXPECT_TRUE(judged(first - 1, ReportKind::Underrun, "1 byte before the start of kmap slot 0"));
    EXPECT_TRUE(judged(mm::layout::kKmapWindow.end - 1, ReportKind::StaleSlot, "no mapping on either side"));
}

TEST_F(SharedJudge, StaleKmapPageNamesItsLastFrame)
{
    mm::Frame const frame = high_frame('a');
    VirtAddr const page = mm::kmap(frame);
    mm::kunmap(frame);
    mm::kmap_flush_unused();
    EXPECT_TRUE(judged(page + 8, ReportKind::StaleSlot, "is not mapped any more; it was frame"));
    EXPECT_TRUE(judged(page + 2 * kPageSize, ReportKind::StaleSlot, "was never mapped"));
}

TEST_F(SharedJudge, CodeInAKmapPageIsRights)
{
    VirtAddr const page = mm::kmap(high_frame('a'));
    EXPECT_TRUE(judged(page, ReportKind::Rights, "holds data", 0, AccessKind::Execute));
}

TEST_F(SharedJudge, OverrunOfAnAreaNamesItsPagesAndBytes)
{
    VirtAddr const area = mm::vmap(high_frames(3)).must();
    EXPECT_TRUE(judged(area + 3 * kPageSize, ReportKind::Overrun,
                       "64 bytes past the end of the area of 3 pages", 64));
}

TEST_F(SharedJudge, OverrunIntoASparePageIsMeasuredFromTheArea)
{
    VirtAddr const lower = mm::vmap(high_frames(4)).must(); // 5 pages with its guard
    (void)mm::vmap(high_frames(1));
    mm::vunmap_eager(lower);
    VirtAddr const area = mm::vmap(high_frames(3)).must();
    (void)area;
    EXPECT_TRUE(judged(area + 3 * kPageSize, ReportKind::Overrun, "1 byte past the end of", 1));
    EXPECT_TRUE(judged(area + 3 * kPageSize + 8, ReportKind::Overrun, "9 bytes past the end of", 1));
}

TEST_F(SharedJudge, UnderrunOfAnArea)
{
    VirtAddr const area = mm::vmap(high_frames(3)).must();
    EXPECT_TRUE(judged(area - 4, ReportKind::Underrun, "4 bytes before the start of the area of 3 pages"));
}

TEST_F(SharedJudge, UnmappedAreaIsStaleBeforeAndAfterItsFlush)
{
    VirtAddr const area = mm::vmap(high_frames(3)).must();
    mm::vunmap(area);
    EXPECT_TRUE(judged(area + kPageSize, ReportKind::StaleSlot, "area of 3 pages at"));
    mm::vm_unmap_aliases();
    EXPECT_TRUE(judged(area + kPageSize, ReportKind::StaleSlot, "nothing is mapped (any more)"));
}

TEST_F(SharedJudge, AreaThatIsBeingMappedHasNoRightsYet)
{
    mm::vunmap(mm::vmap(high_frames(1)).must()); // so that there is a table
    mm::vm_unmap_aliases();
    u32 const guard = mm::vmap_area().take(1, mm::AreaKind::Mapped, VirtAddr{}).must();
    VirtAddr const page = mm::vmap_area().tables().addresses_of(guard + 1, 1).begin;
    EXPECT_TRUE(judged(page, ReportKind::StaleSlot, ""));
}

TEST_F(SharedJudge, WriteToAReadOnlyAreaIsRights)
{
    VirtAddr const area = mm::vmap(high_frames(1), mm::Rights::Read).must();
    EXPECT_TRUE(judged(area + 4, ReportKind::Rights, "which is forbidden in the area of 1 page at"));
}

TEST_F(SharedJudge, EndOfAThreadStackIsAStackOverflow)
{
    VirtRange const stack = mm::alloc_thread_stack().must();
    EXPECT_TRUE(judged(stack.begin - 8, ReportKind::StackOverflow,
                       "thread 'boot 0' writes 8 bytes below the thread stack"));
    EXPECT_TRUE(judged(stack.begin - 3000, ReportKind::StackOverflow, "3000 bytes below"));
    EXPECT_TRUE(judged(stack.end, ReportKind::Overrun, "past the end of the thread stack"));
}

TEST_F(SharedJudge, DemandPageIsNoMistake)
{
    VirtAddr const area = mm::demand_map(2).must();
    EXPECT_FALSE(mm::judge({area + kPageSize, AccessKind::Read, 4}));
    EXPECT_TRUE(judged(area + 2 * kPageSize, ReportKind::Overrun, "demand pages"));
}

} // namespace
