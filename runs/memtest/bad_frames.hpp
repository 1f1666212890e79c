// SPDX-License-Identifier: MIT
// Which frames are bad, in a few numbers, however many there are: when the list is full, its pieces grow to
// the next power of two and merge, so that it may name good frames but never loses a bad one. Also, the
// same list in the form that GRUB's command `badram` takes.
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"
#include "mm/range_set.hpp"

#include <algorithm>

namespace kernel::memtest {

class BadFrames {
public:
    static constexpr std::size_t kMaxPieces = 64;

    void add(Pfn pfn);
    [[nodiscard]] std::span<FrameRange const> pieces() const { return pieces_.pieces(); }

private:
    void make_coarser();

    mm::RangeSet<FrameRange, kMaxPieces> pieces_;
    u32 order_ = 0; ///< pieces begin and end at multiples of 2^order_ frames
};

/// "badram 0x7000,0xfffffffffffff000,...": pairs of address and mask, each of which means all addresses that
/// agree with the address where the mask has ones. At most kMaxPairs: if there would be more, they are made
/// coarser, and then cover good frames too. Nothing if no frame is bad.
inline constexpr u32 kMaxPairs = 8;
using BadramLine = lib::Text<320>;
[[nodiscard]] BadramLine badram_line(std::span<FrameRange const> bad);

/// What one of the lines below names at most: the whole list takes several.
inline constexpr std::size_t kPiecesALine = 8;
using PiecesLine = lib::Text<256>;

/// "memmap=4K$0x7000,8K$0x9000": the same for Linux' command line, exactly. `bad` has at most kPiecesALine
/// pieces, and at least one.
[[nodiscard]] PiecesLine memmap_line(std::span<FrameRange const> bad);
/// "pages 0x7 0x9-0xa": the same as frame numbers, first and last.
[[nodiscard]] PiecesLine pages_line(std::span<FrameRange const> bad);

/// Calls `function(pieces)` for one line's worth after the other.
template <class Function> void for_each_line(std::span<FrameRange const> bad, Function function)
{
    for (; !bad.empty(); bad = bad.subspan(std::min(kPiecesALine, bad.size())))
        function(bad.first(std::min(kPiecesALine, bad.size())));
}

} // namespace kernel::memtest
