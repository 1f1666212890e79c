// SPDX-License-Identifier: MIT
#include "runs/memtest/bad_frames.hpp"

#include "lib/format.hpp"

namespace kernel::memtest {

namespace {

constexpr u32 kLargestOrder = 31;

Pfn down(Pfn pfn, u32 order) { return Pfn{pfn.raw() >> order << order}; }

FrameRange rounded(FrameRange frames, u32 order)
{
    return {down(frames.begin, order), down(frames.end - 1, order) + (1u << order)};
}

/// The largest aligned block that begins where `frames` begins and ends in it, but no smaller than `order`.
u32 block_order(FrameRange frames, u32 order)
{
    u32 best = order;
    while (best < kLargestOrder && down(frames.begin, best + 1) == frames.begin &&
           frames.count() >= 1u << (best + 1))
        ++best;
    return best;
}

/// Calls `function(first, order)` for aligned blocks that cover `bad`, each at least of `order`.
template <class Function> void for_each_block(std::span<FrameRange const> bad, u32 order, Function function)
{
    for (Pfn covered; FrameRange const& piece : bad) {
        FrameRange rest = rounded(piece, order);
        rest.begin = std::max(rest.begin, covered); // pieces may meet once they are rounded
        while (!rest.empty()) {
            u32 const block = block_order(rest, order);
            function(rest.begin, block);
            rest.begin = rest.begin + (1u << block);
        }
        covered = std::max(covered, rest.begin);
    }
}

u32 coarse_enough(std::span<FrameRange const> bad)
{
    for (u32 order = 0;; ++order) {
        u32 pairs = 0;
        for_each_block(bad, order, [&pairs](Pfn, u32) { ++pairs; });
        if (pairs <= kMaxPairs || order == kLargestOrder) return order;
    }
}

} // namespace

void BadFrames::add(Pfn pfn)
{
    while (!pieces_.add(rounded({pfn, pfn + 1}, order_))) make_coarser();
}

void BadFrames::make_coarser()
{
    ++order_;
    mm::RangeSet<FrameRange, kMaxPieces> coarse;
    for (FrameRange const& piece : pieces()) static_cast<void>(coarse.add(rounded(piece, order_))); // no more
    pieces_ = coarse;
}

BadramLine badram_line(std::span<FrameRange const> bad)
{
    BadramLine line;
    char const* separator = "badram ";
    for_each_block(bad, coarse_enough(bad), [&](Pfn first, u32 order) {
        u64 const bytes = u64{kPageSize} << order;
        lib::print(line, "{}{:#x},{:#x}", separator, first.base().raw(), ~(bytes - 1));
        separator = ",";
    });
    return line;
}

PiecesLine memmap_line(std::span<FrameRange const> bad)
{
    PiecesLine line;
    char const* separator = "memmap=";
    for (FrameRange const& piece : bad) {
        lib::print(line, "{}{}K${:#x}", separator, u64{piece.count()} * kPageSize >> 10,
                   piece.begin.base().raw());
        separator = ",";
    }
    return line;
}

PiecesLine pages_line(std::span<FrameRange const> bad)
{
    PiecesLine line{"pages"};
    for (FrameRange const& piece : bad) {
        lib::print(line, " {:#x}", piece.begin.raw());
        if (piece.count() > 1) lib::print(line, "-{:#x}", piece.end.raw() - 1);
    }
    return line;
}

} // namespace kernel::memtest
