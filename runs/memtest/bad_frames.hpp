// SPDX-License-Identifier: MIT
// Which frames are bad, in a few numbers, however many there are: when the list is full, its pieces grow to
// the next power of two and merge, so that it may name good frames but never loses a bad one. Also, the
// same list in the form that GRUB's command `badram` takes.
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"
#include "mm/range_set.hpp"

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

} // namespace kernel::memtest
