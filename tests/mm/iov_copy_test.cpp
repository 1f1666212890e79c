// SPDX-License-Identifier: MIT
// Copies between blocks of frames and iterators, against what plain arrays of bytes do.
#include "mm/demand_area.hpp"
#include "mm/iov_copy.hpp"
#include "mm/kmap_local.hpp"
#include "tests/support/block_machine.hpp"

namespace {

using lib::ReportKind;
using mm::Frame;
using mm::IterDest;
using mm::IterSource;
using mm::ZoneChoice;
using sim::Block;
using sim::Bytes;

class IovCopy : public sim::BlockMachine {
protected:
    /// Numbers at which something may go wrong by one in a block of four frames.
    static std::vector<u32> boundaries()
    {
        std::vector<u32> numbers;
        for (u32 page = 0; page <= 4; ++page)
            for (u32 const near : {page * kPageSize - 64, page * kPageSize - 1, page * kPageSize,
                                   page * kPageSize + 1, page * kPageSize + 64})
                if (near <= 4 * kPageSize) numbers.push_back(near);
        return numbers;
    }
    /// All offsets and lengths made of them that lie in the block.
    template <class Visit> static void for_each_range(Visit visit)
    {
        for (u32 const offset : boundaries())
            for (u32 const bytes : boundaries())
                if (bytes <= 4 * kPageSize - offset) visit(offset, bytes);
    }
};

TEST_F(IovCopy, EveryRangeOfABlockReachesKernelMemory)
{
    for (Block const& block : {high, low}) {
        fill(block, random);
        for_each_range([&](u32 offset, u32 bytes) {
            Bytes memory(bytes + 1, std::byte{0xEE});
            std::array const segments{IterDest::Segment::kvec({memory.data(), bytes})};
            IterDest iter{segments};
            ASSERT_EQ(mm::copy_page_to_iter(block.head, offset, bytes, iter), bytes);
            ASSERT_EQ(iter.count(), 0u);
            ASSERT_TRUE(std::equal(memory.begin(), memory.end() - 1, block.bytes().begin() + offset));
            ASSERT_EQ(memory.back(), std::byte{0xEE});
        });
    }
    expect_nothing_mapped();
}

template <class Copy>
void every_range_comes_from_kernel_memory(Block const& block, u32 offset, u32 bytes, Bytes const& memory,
                                          Copy copy)
{
    std::fill(block.bytes().begin(), block.bytes().end(), std::byte{0xEE});
    Bytes expected(block.size(), std::byte{0xEE});
    std::copy_n(memory.begin(), bytes, expected.begin() + offset);
    std::array const segments{IterSource::Segment::kvec({memory.data(), bytes})};
    IterSource iter{segments};
    ASSERT_EQ(copy(block.head, offset, bytes, iter), bytes);
    ASSERT_EQ(iter.count(), 0u);
    ASSERT_TRUE(std::equal(expected.begin(), expected.end(), block.bytes().begin()));
}

TEST_F(IovCopy, EveryRangeOfABlockComesFromKernelMemory)
{
    Bytes const memory = random_bytes(random, high.size());
    for (Block const& block : {high, low}) {
        for_each_range([&](u32 offset, u32 bytes) {
            every_range_comes_from_kernel_memory(block, offset, bytes, memory, mm::copy_page_from_iter);
            every_range_comes_from_kernel_memory(block, offset, bytes, memory,
                                                 mm::copy_page_from_iter_atomic);
        });
    }
    expect_nothing_mapped();
}

TEST_F(IovCopy, EveryRangeOfABlockReachesEveryOffsetOfFrames)
{
    Block const target{3, ZoneChoice::HighFirst};
    fill(high, random);
    for_each_range([&](u32 offset, u32 bytes) {
        for (u32 const begin : {0u, 1u, kPageSize - 1, kPageSize, 3 * kPageSize + 65}) {
            std::fill(target.bytes().begin(), target.bytes().end(), std::byte{0xEE});
            Bytes expected(target.size(), std::byte{0xEE});
            std::copy_n(high.bytes().begin() + offset, bytes, expected.begin() + begin);
            std::array const segments{IterDest::Segment::bvec(target.head, begin, bytes)};
            IterDest iter{segments};
            ASSERT_EQ(mm::copy_page_to_iter(high.head, offset, bytes, iter), bytes);
            ASSERT_TRUE(std::equal(expected.begin(), expected.end(), target.bytes().begin()));
        }
    });
    expect_nothing_mapped();
}

TEST_F(IovCopy, FrameInTheMiddleOfABlockCountsFromThere)
{
    fill(high, random);
    Bytes memory(kPageSize);
    std::array const segments{IterDest::Segment::kvec(memory)};
    IterDest iter{segments};
    EXPECT_EQ(mm::copy_page_to_iter(high.head + 1, kPageSize + 10, kPageSize, iter), kPageSize);
    EXPECT_TRUE(std::equal(memory.begin(), memory.end(), high.bytes().begin() + 2 * kPageSize + 10));
}

TEST_F(IovCopy, IteratorThatEndsMakesTheCopyShort)
{
    Bytes memory(100);
    std::array const segments{IterDest::Segment::kvec(memory)};
    IterDest iter{segments};
    iter.truncate(70);
    EXPECT_EQ(mm::copy_page_to_iter(high.head, 0, kPageSize, iter), 70u);
    EXPECT_EQ(mm::copy_page_to_iter(high.head, 0, kPageSize, iter), 0u);
    std::array const sources{IterSource::Segment::kvec(memory)};
    IterSource source{sources};
    EXPECT_EQ(mm::copy_page_from_iter(high.head, kPageSize - 1, kPageSize, source), 100u);
    EXPECT_EQ(mm::copy_page_from_iter_atomic(high.head, 0, 1, source), 0u);
}

TEST_F(IovCopy, RangesBeyondTheBlockStopBeforeAnythingIsMapped)
{
    Bytes memory(high.size() + 1);
    std::array const segments{IterDest::Segment::kvec(memory)};
    std::array const sources{IterSource::Segment::kvec(memory)};
    IterDest to{segments};
    IterSource from{sources};
    struct Range {
        u32 offset, bytes;
    };
    sim::clear_flush_log();
    for (Range const range : {Range{0, 4 * kPageSize + 1},
                              {1, 4 * kPageSize},
                              {4 * kPageSize, 1},
                              {4 * kPageSize + 1, 0},
                              {16, ~0u},
                              {~0u, 16},
                              {~0u, 1},
                              {~0u, ~0u}}) {
        EXPECT_STOP_SAYING(ReportKind::OutOfBounds, "only 16384 bytes",
                           mm::copy_page_to_iter(high.head, range.offset, range.bytes, to));
        EXPECT_STOP_SAYING(ReportKind::OutOfBounds, "copy_page_from_iter of",
                           mm::copy_page_from_iter(high.head, range.offset, range.bytes, from));
        EXPECT_STOP(ReportKind::OutOfBounds,
                    mm::copy_page_from_iter_atomic(low.head, range.offset, range.bytes, from));
    }
    EXPECT_STOP(ReportKind::OutOfBounds, mm::copy_page_to_iter(high.head + 3, 0, kPageSize + 1, to));
    EXPECT_TRUE(sim::flush_log().empty());
    EXPECT_EQ(to.count(), memory.size());
    EXPECT_EQ(from.count(), memory.size());
    expect_nothing_mapped();
}

TEST_F(IovCopy, FrameOfNoBlockIsOnePage)
{
    EXPECT_TRUE(mm::page_copy_sane(Frame{Pfn{0x100}}, 96, kPageSize - 96));
    EXPECT_FALSE(mm::page_copy_sane(Frame{Pfn{0x100}}, 96, kPageSize - 95));
}

/// Addresses of which only the first `present` pages are there, with `begin` bytes before the segment.
struct Missing {
    VirtAddr area = mm::demand_map(3).must();
    explicit Missing(u32 present)
    {
        for (u32 page = 0; page < present; ++page) EXPECT_TRUE(mm::demand_fault(area + page * kPageSize));
    }
};

TEST_F(IovCopy, AtomicCopyStopsAtTheVeryByteThatIsMissing)
{
    for (u32 const before : {0u, 1u, 2u, 3u, 4u, 61u, kPageSize - 1, kPageSize, kPageSize + 1}) {
        Missing const missing{2};
        u32 const begin = 2 * kPageSize - before;
        for (u32 byte = begin; byte < 2 * kPageSize; ++byte) sim::store(missing.area + byte, std::byte{0x77});
        std::fill(high.bytes().begin(), high.bytes().end(), std::byte{0xEE});
        std::array const segments{IterSource::Segment::iovec(missing.area + begin, before + 100)};
        IterSource iter{segments};
        ASSERT_EQ(mm::copy_page_from_iter_atomic(high.head, 33, before + 50, iter), before);
        ASSERT_EQ(iter.count(), 100u);
        for (u32 byte = 0; byte < high.size(); ++byte)
            ASSERT_EQ(high.bytes()[byte], byte - 33 < before ? std::byte{0x77} : std::byte{0xEE}) << byte;
    }
    expect_nothing_mapped();
}

TEST_F(IovCopy, CopiesThatMaySleepGetTheMissingPages)
{
    Missing const missing{1};
    fill(high, random);
    std::array const segments{IterDest::Segment::iovec(missing.area + 7, 2 * kPageSize)};
    IterDest to{segments};
    ASSERT_EQ(mm::copy_page_to_iter(high.head, 11, 2 * kPageSize, to), 2 * kPageSize);
    std::array const sources{IterSource::Segment::iovec(missing.area + 7, 2 * kPageSize)};
    IterSource from{sources};
    ASSERT_EQ(mm::copy_page_from_iter(low.head, 4000, 2 * kPageSize, from), 2 * kPageSize);
    EXPECT_TRUE(std::equal(low.bytes().begin() + 4000, low.bytes().begin() + 4000 + 2 * kPageSize,
                           high.bytes().begin() + 11));
}

TEST_F(IovCopy, WithFaultsDisabledTheyAreShort)
{
    Missing const missing{1};
    std::array const segments{IterDest::Segment::iovec(missing.area + 7, 2 * kPageSize)};
    IterDest to{segments};
    mm::pagefault_disable();
    EXPECT_EQ(mm::copy_page_to_iter(high.head, 0, kPageSize, to), kPageSize - 7);
    EXPECT_EQ(mm::copy_page_to_iter(high.head, 0, kPageSize, to), 0u);
    to.revert(kPageSize - 7);
    EXPECT_EQ(mm::iov_iter_zero(2 * kPageSize, to), kPageSize - 7);
    mm::pagefault_enable();
    EXPECT_EQ(mm::iov_iter_zero(2 * kPageSize, to), kPageSize + 7);
    EXPECT_EQ(to.count(), 0u);
    expect_nothing_mapped();
}

} // namespace
