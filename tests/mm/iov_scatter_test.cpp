// SPDX-License-Identifier: MIT
// Copies to and from iterators of every mixture of segments, against what plain arrays of bytes do.
#include "mm/iov_copy.hpp"
#include "tests/support/block_machine.hpp"

#include <numeric>
#include <optional>

namespace {

using mm::Frame;
using mm::IterDest;
using mm::IterSource;
using mm::ZoneChoice;
using sim::Block;
using sim::Bytes;

constexpr u32 kRounds = 150; // each with another mixture

class IovScatter : public sim::BlockMachine {};

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

TEST_F(IovScatter, ScatteringDoesWhatPlainBytesDo)
{
    for (u32 round = 0; round < kRounds; ++round) {
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

TEST_F(IovScatter, GatheringDoesWhatPlainBytesDo)
{
    for (u32 round = 0; round < kRounds; ++round) {
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
