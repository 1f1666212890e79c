// SPDX-License-Identifier: MIT
// The helpers that copy and clear frames: bytes, bounds, and the inverse of kmap.
#include "mm/kmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_copy.hpp"
#include "mm/vmap.hpp"
#include "tests/sim/mapping_machine.hpp"

namespace {

using lib::ReportKind;
using mm::Frame;

class PageCopy : public sim::MappingMachine {
protected:
    static char byte(Frame frame, u32 offset)
    {
        return static_cast<char>(*sim::ram(frame.pfn().base() + offset));
    }
    static u32 count(Frame first, u32 frames, char value)
    {
        u32 found = 0;
        for (u32 offset = 0; offset < frames * kPageSize; ++offset) found += byte(first, offset) == value;
        return found;
    }
    static Frame compound(u32 order, char value)
    {
        Frame const head = mm::frames().alloc_frames(order, mm::ZoneChoice::HighFirst).value();
        std::fill_n(sim::ram(head.pfn().base()), kPageSize << order, static_cast<std::byte>(value));
        return head;
    }
    Frame high = high_frame('h');
    Frame low = low_frame('l');
    std::array<std::byte, kPageSize + 1> buffer{};
};

TEST_F(PageCopy, CopiesBetweenLowAndHigh)
{
    mm::copy_highpage(high, low);
    EXPECT_EQ(count(high, 1, 'l'), kPageSize);
    mm::clear_highpage(high);
    EXPECT_EQ(count(high, 1, '\0'), kPageSize);
}

TEST_F(PageCopy, CopiesJustTheBytesAskedFor)
{
    buffer.fill(std::byte{'b'});
    mm::memcpy_to_page(high, 10, std::span{buffer}.first(5));
    EXPECT_EQ(count(high, 1, 'b'), 5u);
    EXPECT_EQ(byte(high, 9), 'h');
    EXPECT_EQ(byte(high, 10), 'b');
    mm::memset_page(high, kPageSize - 3, std::byte{'s'}, 3);
    EXPECT_EQ(count(high, 1, 's'), 3u);
    mm::memcpy_from_page(std::span{buffer}.first(4), high, kPageSize - 4);
    EXPECT_EQ(static_cast<char>(buffer[0]), 'h');
    EXPECT_EQ(static_cast<char>(buffer[1]), 's');
}

TEST_F(PageCopy, RangesMayTouchTheEnd)
{
    mm::memcpy_to_page(high, kPageSize, {});
    mm::memcpy_to_page(high, 0, std::span{buffer}.first(kPageSize));
    EXPECT_EQ(count(high, 1, '\0'), kPageSize);
}

TEST_F(PageCopy, RangesBeyondThePageStop)
{
    auto const bytes = std::span{buffer};
    EXPECT_STOP_SAYING(ReportKind::OutOfBounds, "4096 bytes are there", mm::memcpy_to_page(high, 0, bytes));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::memcpy_to_page(high, 4000, bytes.first(97)));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::memcpy_from_page(bytes.first(1), high, kPageSize));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::memset_page(high, 1, std::byte{}, kPageSize));
}

TEST_F(PageCopy, SumsThatWrapStop)
{
    EXPECT_STOP(ReportKind::OutOfBounds, mm::memset_page(high, 16, std::byte{}, ~0u));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::memset_page(high, ~0u, std::byte{}, 16));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::memcpy_to_page(high, 0x8000'0000, std::span{buffer}.first(1)));
    EXPECT_EQ(count(high, 1, 'h'), kPageSize);
    EXPECT_EQ(mm::local_mark(), 0u) << "nothing was mapped";
}

TEST_F(PageCopy, ZeroesSegmentsAcrossFrames)
{
    Frame const head = compound(2, 'c');
    mm::zero_user_segments(head, {100, 2 * kPageSize + 50}, {4 * kPageSize - 1, 4 * kPageSize});
    EXPECT_EQ(count(head, 4, '\0'), 2 * kPageSize - 50 + 1);
    EXPECT_EQ(byte(head, 99), 'c');
    EXPECT_EQ(byte(head, 100), '\0');
    EXPECT_EQ(byte(head, 2 * kPageSize + 50), 'c');
}

TEST_F(PageCopy, EmptyAndInvertedSegmentsZeroNothing)
{
    Frame const head = compound(1, 'c');
    mm::zero_user_segments(head, {8, 8}, {5000, 3});
    mm::zero_user_segments(head, {~0u, 0}, {~0u, ~0u});
    EXPECT_EQ(count(head, 2, 'c'), 2 * kPageSize);
}

TEST_F(PageCopy, SegmentBeyondTheCompoundStopsBeforeAnythingIsZeroed)
{
    Frame const head = compound(1, 'c');
    EXPECT_STOP(ReportKind::OutOfBounds, mm::zero_user_segments(head, {0, 10}, {0, 2 * kPageSize + 1}));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::zero_user_segments(head + 1, {0, kPageSize + 1}));
    EXPECT_EQ(count(head, 2, 'c'), 2 * kPageSize);
}

TEST_F(PageCopy, EveryMappingLeadsBackToItsFrame)
{
    mm::LocalMap const local{high};
    EXPECT_EQ(mm::kmap_to_page(local.address() + 7), high);
    EXPECT_EQ(mm::kmap_to_page(mm::kmap(high)), high);
    EXPECT_EQ(mm::kmap_to_page(mm::kmap(low)), low);
    EXPECT_EQ(mm::kmap_to_page(mm::vmap({&high, 1}).must()), high);
}

TEST_F(PageCopy, GuardsAndDevicesAreNoFrames)
{
    mm::LocalMap const local{high};
    EXPECT_EQ(mm::kmap_to_page(local.address() - 1), std::nullopt);
    EXPECT_EQ(mm::kmap_to_page(local.address() + kPageSize), std::nullopt);
    mm::LocalMap const device{Pfn{0xF'EE00}, mm::kDevice};
    EXPECT_EQ(mm::kmap_to_page(device.address()), std::nullopt);
    EXPECT_EQ(mm::kmap_to_page(VirtAddr{}), std::nullopt);
}

} // namespace
