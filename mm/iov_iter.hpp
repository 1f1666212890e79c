// SPDX-License-Identifier: MIT
// Many pieces of memory as one run of bytes, and how far a copy has come in it. The pieces may be the
// kernel's own memory, frames without an address, or addresses whose pages may be missing; one run may mix
// them. The copies that move an iterator: mm/iov_copy.hpp. Linux: include/linux/uio.h.
//
//     segments   [ kvec 100 bytes ][ bvec 9000 bytes of frames ][ kvec 0 ][ iovec 50 ]
//                       ^
//                       |-- position: so much is consumed, count() bytes are left
#pragma once

#include "lib/check.hpp"
#include "mm/page_bounds.hpp"

#include <algorithm>
#include <span>
#include <type_traits>
#include <utility>

namespace mm {

enum class SegmentKind : u8 { Kernel, Frames, Demand, Discard };

/// One piece. `Byte` is std::byte where a copy may write, std::byte const where it only reads, so that an
/// iterator cannot be used in the wrong direction.
template <class Byte> class IterSegment {
public:
    /// Kernel memory, which is always there.
    static IterSegment kvec(std::span<Byte> memory)
    {
        CHECK(std::in_range<u32>(memory.size()));
        IterSegment segment{SegmentKind::Kernel, static_cast<u32>(memory.size())};
        segment.memory_ = memory.data();
        return segment;
    }
    /// Bytes of a block of frames, from `offset` after the start of `frame`, which need not be the block's
    /// first. They may cross frames; stops with OutOfBounds if they leave the block.
    static IterSegment bvec(Frame frame, u32 offset, u32 bytes)
    {
        check_page_copy("a bvec", frame, offset, bytes);
        IterSegment segment{SegmentKind::Frames, bytes};
        segment.frame_ = frame;
        segment.offset_ = offset;
        return segment;
    }
    /// Addresses at which an access may fault, as a program's would (mm/demand_area.hpp).
    static IterSegment iovec(VirtAddr begin, u32 bytes)
    {
        IterSegment segment{SegmentKind::Demand, bytes};
        segment.address_ = begin;
        return segment;
    }
    /// Takes bytes and drops them.
    static IterSegment discard(u32 bytes) requires(!std::is_const_v<Byte>)
    {
        return IterSegment{SegmentKind::Discard, bytes};
    }

    [[nodiscard]] SegmentKind kind() const { return kind_; }
    [[nodiscard]] u32 bytes() const { return bytes_; }

    // Where byte `position` of the segment is; each for its kind only.
    [[nodiscard]] Byte* memory(u32 position) const { return memory_ + position; }
    [[nodiscard]] VirtAddr address(u32 position) const { return address_ + position; }
    [[nodiscard]] Frame frame(u32 position) const { return frame_ + (offset_ + position) / kPageSize; }
    [[nodiscard]] u32 page_offset(u32 position) const { return (offset_ + position) % kPageSize; }

private:
    IterSegment(SegmentKind kind, u32 bytes) : kind_{kind}, bytes_{bytes}, memory_{nullptr} {}

    SegmentKind kind_;
    u32 bytes_;
    u32 offset_ = 0; ///< Frames
    union {
        Byte* memory_;     ///< Kernel
        Frame frame_;      ///< Frames
        VirtAddr address_; ///< Demand
    };
};

template <class Byte> class IovIter {
public:
    using Segment = IterSegment<Byte>;

    /// From the first byte of `segments`, which must outlive the iterator, to the last. Stops with
    /// OutOfBounds if they are 4 GiB or more.
    explicit IovIter(std::span<Segment const> segments);

    /// Bytes that are left.
    [[nodiscard]] u32 count() const { return count_; }
    /// Of these, the bytes in the segment that comes next.
    [[nodiscard]] u32 single_seg_count() const;

    /// Skips bytes; goes back. Both stop with OutOfBounds if there are not that many.
    void advance(u32 bytes);
    void revert(u32 bytes);
    /// Forgets all but the next `bytes` bytes; does nothing if no more are left.
    void truncate(u32 bytes) { count_ = std::min(count_, bytes); }

    // For mm/iov_copy.cpp.

    /// The segment that comes next and the position in it; it is not empty. Precondition: count() > 0.
    [[nodiscard]] Segment const& segment();
    [[nodiscard]] u32 position() const { return position_; }
    /// advance() within segment(): at most min(count(), what is left of it).
    void consume(u32 bytes)
    {
        position_ += bytes;
        count_ -= bytes;
    }

private:
    Segment const* first_;
    Segment const* current_; ///< may be used up; then, if count_ is not 0, a later one is not
    u32 position_ = 0;       ///< in *current_, up to its end
    u32 count_ = 0;
};

/// What is copied to, what is copied from.
using IterDest = IovIter<std::byte>;
using IterSource = IovIter<std::byte const>;

} // namespace mm
