// SPDX-License-Identifier: MIT
// kmap_atomic: kmap_local, plus what it forbids meanwhile.
#include "mm/demand_area.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_atomic.hpp"
#include "tests/sim/mapping_machine.hpp"

namespace {

using lib::ReportKind;

class KmapAtomic : public sim::MappingMachine {};

TEST_F(KmapAtomic, ShowsThePageAndGivesItBack)
{
    mm::Frame const frame = high_frame('a');
    VirtAddr const page = mm::kmap_atomic(frame);
    EXPECT_EQ(sim::at(page), 'a');
    mm::kunmap_atomic(page);
    EXPECT_TRUE(faults(page));
}

TEST_F(KmapAtomic, MayNotSleepMeanwhileButAfterwards)
{
    mm::Frame const frame = high_frame('a');
    {
        mm::AtomicMap const outer{high_frame('b')};
        {
            mm::AtomicMap const inner{low_frame('c')};
        }
        EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "may sleep", mm::kmap(frame));
    }
    (void)mm::kmap(frame);
}

TEST_F(KmapAtomic, CopyFromAMissingPageReturnsShort)
{
    VirtAddr const missing = mm::demand_map(2).must();
    mm::AtomicMap map{high_frame('x')};
    EXPECT_EQ(hw::copy_catching_faults(map.address(), missing, 100), 100u);
    EXPECT_EQ(static_cast<char>(map.bytes()[0]), 'x');
}

TEST_F(KmapAtomic, ShortCopySaysHowMuchIsMissing)
{
    VirtAddr const area = mm::demand_map(2).must();
    ASSERT_TRUE(mm::demand_fault(area)); // the first of the two pages exists
    mm::AtomicMap map{high_frame('x')};
    EXPECT_EQ(hw::copy_catching_faults(map.address(), area + kPageSize - 60, 100), 40u);
    EXPECT_EQ(static_cast<char>(map.bytes()[59]), '\0');
    EXPECT_EQ(static_cast<char>(map.bytes()[60]), 'x');
}

TEST_F(KmapAtomic, CopyUnderKmapLocalGetsThePageInstead)
{
    VirtAddr const missing = mm::demand_map(1).must();
    mm::LocalMap map{high_frame('x')};
    EXPECT_EQ(hw::copy_catching_faults(map.address(), missing, 100), 0u);
    EXPECT_EQ(static_cast<char>(map.bytes()[0]), '\0');
}

TEST_F(KmapAtomic, OverrunIsNoShortCopy)
{
    VirtAddr const there = mm::kmap(high_frame('s'));
    mm::AtomicMap const map{high_frame('x')};
    EXPECT_STOP_SAYING(ReportKind::Overrun, "64 bytes past the end",
                       hw::copy_catching_faults(map.address() + 64, there, kPageSize));
}

} // namespace
