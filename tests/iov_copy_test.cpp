// SPDX-License-Identifier: MIT
// Copies between blocks of frames and iterators, against what plain arrays of bytes do.
#include "mm/demand_area.hpp"
#include "mm/iov_copy.hpp"
#include "mm/kmap_local.hpp"
#include "tests/random.hpp"
#include "tests/sim/mapping_machine.hpp"

#include <numeric>

namespace {

using lib::ReportKind;
using mm::Frame;
using mm::IterDest;
using mm::IterSource;
using mm::ZoneChoice;

using Bytes = std::vector<std::byte>;

/// A block of frames as the host sees it: one array.
struct Block {
    Block(u32 its_order, ZoneChoice choice)
        : head{mm::frames().alloc_frames(its_order, choice).value()}, order{its_order}
    {
    }
    [[nodiscard]] u32 size() const { return kPageSize << order; }
    [[nodiscard]] std::span<std::byte> bytes() const { return {sim::ram(head.pfn().base()), size()}; }
    Frame head;
    u32 order;
};

Bytes random_bytes(sim::Random& random, u32 count)
{
    Bytes bytes(count);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(256));
    return bytes;
}

void fill(Block const& block, sim::Random& random)
{
    Bytes const content = random_bytes(random, block.size());
    std::copy(content.begin(), content.end(), block.bytes().begin());
}

class IovCopy : public sim::MappingMachine {
protected:
    sim::Random random{4096};
    Block high{2, ZoneChoice::HighFirst};
    Block low{2, ZoneChoice::LowOnly};

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
    /// All offsets and lengths out of them that lie in the block.
    template <class Visit> static void for_each_range(Visit visit)
    {
        for (u32 const offset : boundaries())
            for (u32 const bytes : boundaries())
                if (bytes <= 4 * kPageSize - offset) visit(offset, bytes);
    }
    static void expect_nothing_mapped()
    {
        EXPECT_EQ(mm::local_mark(), 0u);
        EXPECT_FALSE(mm::pagefault_disabled());
        EXPECT_EQ(sim::current().preempt_disabled, 0u);
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
    VirtAddr area = mm::demand_map(3).value();
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

/// Some memory, a segment in it, and what it should hold: an iterator is made of several.
struct Place {
    u32 begin = 0; ///< of the segment in the memory
    u32 bytes = 0;
    Bytes memory;               ///< of a kvec
    std::optional<Block> block; ///< of a bvec
    Bytes expected;             ///< of one of them; empty: a discard

    [[nodiscard]] std::span<std::byte> content()
    {
        return block ? block->bytes() : std::span<std::byte>{memory};
    }
    [[nodiscard]] bool holds_what_it_should()
    {
        return std::equal(expected.begin(), expected.end(), content().begin(), content().end());
    }
};

class Scatter {
public:
    Scatter(sim::Random& random, bool discards) : random_{random}
    {
        u32 const places = 1 + random.below(6);
        for (u32 count = 0; count < places; ++count) places_.push_back(place(discards));
    }

    template <class Byte> [[nodiscard]] std::vector<mm::IterSegment<Byte>> segments()
    {
        std::vector<mm::IterSegment<Byte>> all;
        for (Place& place : places_) all.push_back(segment<Byte>(place));
        return all;
    }
    [[nodiscard]] u32 bytes() const
    {
        return std::accumulate(places_.begin(), places_.end(), 0u,
                               [](u32 sum, Place const& place) { return sum + place.bytes; });
    }
    /// The expected byte at a position of the iterator; nothing where it is discarded.
    [[nodiscard]] std::byte* expected(u32 position)
    {
        for (Place& place : places_) {
            if (position < place.bytes)
                return place.expected.empty() ? nullptr : &place.expected[place.begin + position];
            position -= place.bytes;
        }
        return nullptr;
    }
    [[nodiscard]] bool holds_what_it_should()
    {
        return std::all_of(places_.begin(), places_.end(),
                           [](Place& it) { return it.holds_what_it_should(); });
    }
    void free_blocks()
    {
        for (Place const& place : places_)
            if (place.block) mm::frames().free_frames(place.block->head, place.block->order);
    }

private:
    Place place(bool discards)
    {
        Place place;
        u32 const kind = random_.below(discards ? 5 : 4);
        if (kind < 2) {
            place.block.emplace(random_.below(4), kind == 0 ? ZoneChoice::LowOnly : ZoneChoice::HighFirst);
            fill(*place.block, random_);
        } else if (kind < 4) {
            place.memory = random_bytes(random_, 1 + random_.below(3 * kPageSize));
        }
        u32 const size = kind == 4 ? 5000 : static_cast<u32>(place.content().size());
        place.begin = random_.below(size + 1);
        place.bytes = random_.one_in(5) ? 0 : random_.below(size - place.begin + 1);
        place.expected.assign(place.content().begin(), place.content().end());
        return place;
    }
    template <class Byte> static mm::IterSegment<Byte> segment(Place& place)
    {
        using Segment = mm::IterSegment<Byte>;
        if (place.block) return Segment::bvec(place.block->head, place.begin, place.bytes);
        if constexpr (!std::is_const_v<Byte>)
            if (place.memory.empty()) return Segment::discard(place.bytes);
        return Segment::kvec(std::span<Byte>{place.memory}.subspan(place.begin, place.bytes));
    }

    sim::Random& random_;
    std::vector<Place> places_;
};

/// A range of the block, often at its edges.
struct Range {
    Range(sim::Random& random, u32 size)
        : offset{random.one_in(3) ? random.below(5) * kPageSize : random.below(size + 1)},
          bytes{random.one_in(4) ? size - offset : random.below(size - offset + 1)}
    {
    }
    u32 offset;
    u32 bytes;
};

TEST_F(IovCopy, ScatteringDoesWhatPlainBytesDo)
{
    for (u32 round = 0; round < 400; ++round) {
        Scatter scatter{random, true};
        auto const segments = scatter.segments<std::byte>();
        IterDest iter{segments};
        u32 position = 0;
        for (u32 step = 0; step < 5; ++step) {
            Block const& block = random.one_in(2) ? high : low;
            fill(block, random);
            Range const range{random, block.size()};
            bool const zero = random.one_in(4);
            u32 const expected = std::min(range.bytes, scatter.bytes() - position);
            ASSERT_EQ(zero ? mm::iov_iter_zero(range.bytes, iter)
                           : mm::copy_page_to_iter(block.head, range.offset, range.bytes, iter),
                      expected);
            for (u32 byte = 0; byte < expected; ++byte)
                if (std::byte* const target = scatter.expected(position + byte))
                    *target = zero ? std::byte{0} : block.bytes()[range.offset + byte];
            position += expected;
            ASSERT_EQ(iter.count(), scatter.bytes() - position);
            ASSERT_TRUE(scatter.holds_what_it_should()) << "round " << round << ", step " << step;
            if (position == 0) continue;
            u32 const back = random.below(position);
            iter.revert(back);
            position -= back;
        }
        scatter.free_blocks();
    }
    expect_nothing_mapped();
}

TEST_F(IovCopy, GatheringDoesWhatPlainBytesDo)
{
    for (u32 round = 0; round < 400; ++round) {
        Scatter gather{random, false};
        auto const segments = gather.segments<std::byte const>();
        IterSource iter{segments};
        u32 const skipped = random.below(gather.bytes() + 1);
        iter.advance(skipped);
        Block const& block = random.one_in(2) ? high : low;
        fill(block, random);
        Bytes expected{block.bytes().begin(), block.bytes().end()};
        Range const range{random, block.size()};
        u32 const bytes = std::min(range.bytes, gather.bytes() - skipped);
        for (u32 byte = 0; byte < bytes; ++byte)
            expected[range.offset + byte] = *gather.expected(skipped + byte);
        auto const copy = random.one_in(2) ? mm::copy_page_from_iter : mm::copy_page_from_iter_atomic;
        ASSERT_EQ(copy(block.head, range.offset, range.bytes, iter), bytes);
        ASSERT_EQ(iter.count(), gather.bytes() - skipped - bytes);
        ASSERT_TRUE(std::equal(expected.begin(), expected.end(), block.bytes().begin())) << round;
        gather.free_blocks();
    }
    expect_nothing_mapped();
}

} // namespace
