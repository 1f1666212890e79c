// SPDX-License-Identifier: MIT
// Copying and clearing frames wherever they lie: the canonical users of kmap_local. Bounds are checked before
// anything is mapped, and a range that leaves its page, or wraps, stops the machine with OutOfBounds. Any
// context but NMI; at most two mappings deep. Linux: include/linux/highmem.h.
#pragma once

#include "mm/frame.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace mm {

void copy_highpage(Frame to, Frame from);
void clear_highpage(Frame frame);

/// `offset` in bytes from the start of the frame; the range must end in the same frame.
void memcpy_to_page(Frame to, u32 offset, std::span<std::byte const> from);
void memcpy_from_page(std::span<std::byte> to, Frame from, u32 offset);
void memset_page(Frame frame, u32 offset, std::byte value, u32 bytes);

/// Bytes [begin, end) of a block of frames. Does nothing if end is not beyond begin: callers may compute
/// such ranges.
struct Segment {
    u32 begin = 0;
    u32 end = 0;
};
/// Clears both segments, counted from `head`; they may overlap, and reach across frames to the end of the
/// allocated block that `head` is part of.
void zero_user_segments(Frame head, Segment first, Segment second = {});

/// The frame of RAM that `address` shows right now, or nothing: an unmapped page, a guard, a device. Reads
/// the page tables, so it is right for every kind of mapping. Any context.
[[nodiscard]] std::optional<Frame> kmap_to_page(VirtAddr address);

} // namespace mm
