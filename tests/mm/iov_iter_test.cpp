// SPDX-License-Identifier: MIT
// The position in an iterator: forwards, backwards, over empty segments, and no further than its ends.
#include "mm/iov_iter.hpp"
#include "tests/sim/mapping_machine.hpp"

namespace {

using lib::ReportKind;
using mm::IterDest;
using mm::IterSource;

class IovIter : public sim::MappingMachine {
protected:
    std::array<std::byte, 64> memory{};

    [[nodiscard]] IterDest::Segment kvec(u32 bytes)
    {
        return IterDest::Segment::kvec({memory.data(), bytes});
    }
    std::array<IterDest::Segment, 5> segments{kvec(0), kvec(10), kvec(0), kvec(20), kvec(0)};
    IterDest iter{segments};
};

TEST_F(IovIter, CountsTheBytesOfAllSegments)
{
    EXPECT_EQ(iter.count(), 30u);
    EXPECT_EQ(IterDest{std::span<IterDest::Segment>{}}.count(), 0u);
}

TEST_F(IovIter, EmptySegmentsArePassedOver)
{
    EXPECT_EQ(iter.single_seg_count(), 10u);
    iter.advance(10);
    EXPECT_EQ(iter.single_seg_count(), 20u);
    iter.advance(20);
    EXPECT_EQ(iter.single_seg_count(), 0u);
    EXPECT_EQ(iter.count(), 0u);
}

TEST_F(IovIter, SingleSegmentCountIsNoMoreThanWhatIsLeft)
{
    iter.truncate(4);
    EXPECT_EQ(iter.single_seg_count(), 4u);
    iter.truncate(0);
    EXPECT_EQ(iter.single_seg_count(), 0u);
}

TEST_F(IovIter, EveryWayForwardsAndBackEndsAtTheSameByte)
{
    for (u32 forwards = 0; forwards <= 30; ++forwards) {
        for (u32 back = 0; back <= forwards; ++back) {
            IterDest moved{segments};
            moved.advance(forwards);
            moved.revert(back);
            u32 const at = forwards - back;
            ASSERT_EQ(moved.count(), 30 - at);
            ASSERT_EQ(moved.single_seg_count(), at < 10 ? 10 - at : 30 - at);
        }
    }
}

TEST_F(IovIter, TruncateToMoreThanThereIsChangesNothing)
{
    iter.truncate(31);
    EXPECT_EQ(iter.count(), 30u);
}

TEST_F(IovIter, RevertGivesBackNoTruncatedBytes)
{
    iter.advance(12);
    iter.truncate(3);
    iter.revert(5);
    EXPECT_EQ(iter.count(), 8u);
    EXPECT_EQ(iter.single_seg_count(), 3u);
}

TEST_F(IovIter, BeyondItsEndsItStopsAndStaysWhereItWas)
{
    iter.advance(12);
    EXPECT_STOP_SAYING(ReportKind::OutOfBounds, "advance of 19 bytes of an iterator: only 18",
                       iter.advance(19));
    EXPECT_STOP_SAYING(ReportKind::OutOfBounds, "revert of 13 bytes of an iterator: only 12",
                       iter.revert(13));
    EXPECT_STOP(ReportKind::OutOfBounds, iter.advance(~0u));
    EXPECT_STOP(ReportKind::OutOfBounds, iter.revert(~0u));
    EXPECT_EQ(iter.count(), 18u);
    EXPECT_EQ(iter.single_seg_count(), 18u);
}

TEST_F(IovIter, FourGibibytesInAllStop)
{
    std::array const largest{IterDest::Segment::discard(~0u), kvec(0)};
    EXPECT_EQ(IterDest{largest}.count(), ~0u);
    std::array const too_large{IterDest::Segment::discard(~0u), kvec(1)};
    EXPECT_STOP(ReportKind::OutOfBounds, IterDest{too_large});
}

TEST_F(IovIter, FramesMustLieInTheirBlock)
{
    mm::Frame const head = mm::frames().alloc_frames(1, mm::ZoneChoice::HighFirst).value();
    auto const bvec = &IterSource::Segment::bvec;
    (void)bvec(head, 0, 2 * kPageSize);
    (void)bvec(head, 2 * kPageSize, 0);
    (void)bvec(head + 1, 10, kPageSize - 10);
    EXPECT_STOP_SAYING(ReportKind::OutOfBounds, "a bvec of 8192 bytes at offset 1",
                       bvec(head, 1, 2 * kPageSize));
    EXPECT_STOP(ReportKind::OutOfBounds, bvec(head + 1, 0, kPageSize + 1));
    EXPECT_STOP(ReportKind::OutOfBounds, bvec(head, ~0u, 2));
    EXPECT_STOP(ReportKind::OutOfBounds, bvec(head, 2, ~0u));
}

TEST_F(IovIter, OffsetOfFramesMayLieBehindTheFirst)
{
    mm::Frame const head = mm::frames().alloc_frames(2, mm::ZoneChoice::HighFirst).value();
    auto const segment = IterSource::Segment::bvec(head + 1, kPageSize + 100, kPageSize);
    EXPECT_EQ(segment.frame(0), head + 2);
    EXPECT_EQ(segment.page_offset(0), 100u);
    EXPECT_EQ(segment.frame(kPageSize - 100), head + 3);
    EXPECT_EQ(segment.page_offset(kPageSize - 100), 0u);
}

} // namespace
