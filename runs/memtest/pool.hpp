// SPDX-License-Identifier: MIT
// The memory under test: every frame that the allocator has free. What the kernel occupies is left out by
// construction, since the allocator does not give it away.
#pragma once

#include "mm/frame_allocator.hpp"
#include "mm/local_pages.hpp"
#include "mm/range_set.hpp"

#include <algorithm>
#include <optional>

namespace kernel::memtest {

/// 2^order frames, the first of which is a multiple of that: a block of the allocator, or part of one.
struct Block {
    Pfn first;
    u32 order = 0;
    [[nodiscard]] constexpr u32 frames() const { return 1u << order; }
    constexpr bool operator==(Block const&) const = default;
};

/// What one CPU takes at a time, at most: 1 MiB. With much less, CPUs would wait for each other to take a
/// block; with much more, some would have nothing to do on a small machine.
inline constexpr u32 kMaxTakenOrder = 8;

/// Calls `function(window)` for the parts of `block` that are mapped one after the other.
template <class Function> void for_each_window(Block block, bool downwards, Function function)
{
    u32 const order = std::min(block.order, mm::kMaxLocalOrder);
    u32 const windows = 1u << (block.order - order);
    for (u32 done = 0; done < windows; ++done) {
        u32 const index = downwards ? windows - 1 - done : done;
        function(Block{block.first + (index << order), order});
    }
}

/// Frames that the allocator could give away at this moment.
[[nodiscard]] u32 free_frames();

class Pool {
public:
    static constexpr std::size_t kMaxRanges = 512;

    constexpr Pool() = default;
    Pool(Pool const&) = delete;
    Pool& operator=(Pool const&) = delete;

    /// Takes all free frames, low and high. Nobody gets any until give_back().
    void take_all();
    void give_back();

    /// Sorted and disjoint; each consists of whole blocks.
    [[nodiscard]] std::span<FrameRange const> ranges() const { return ranges_.pieces(); }
    [[nodiscard]] u32 frames() const { return frames_; }
    /// Frames that were free but are not in here, because they lie in too many places.
    [[nodiscard]] u32 left_out() const { return left_out_; }

private:
    [[nodiscard]] bool take(mm::Frame block, u32 order);

    mm::RangeSet<FrameRange, kMaxRanges> ranges_;
    u32 frames_ = 0;
    u32 left_out_ = 0;
};

/// Where a traversal has got to. A position in the pool, from either end.
class Cursor {
public:
    Cursor(Pool const& pool, bool downwards) : ranges_{pool.ranges()}, downwards_{downwards} {}

    /// The next block; nothing at the end.
    [[nodiscard]] std::optional<Block> next();

private:
    std::span<FrameRange const> ranges_; ///< what is still to come
    u32 done_ = 0;                       ///< frames of the first (or last) of them that had their turn
    bool downwards_;
};

} // namespace kernel::memtest
