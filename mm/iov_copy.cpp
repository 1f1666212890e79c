// SPDX-License-Identifier: MIT
// Two loops, one in the other: over the pages of the block, each of which is mapped, and over the pieces of
// the iterator that go into it. What a mapping shows ends with its page, so both stop there.
#include "mm/iov_copy.hpp"

#include "mm/kmap_atomic.hpp"
#include "mm/kmap_local.hpp"

namespace mm {

namespace {

/// Bytes [offset, offset + bytes) of what a mapping shows: its own bound, whatever the block's is.
template <class Map> VirtAddr part_of(Map const& map, u32 offset, u32 bytes)
{
    CHECK(offset < kPageSize && bytes <= kPageSize - offset);
    return map.address() + offset;
}

/// Bytes of a segment, from byte `position` on, that can be reached at once: frames one page at a time.
template <class Byte> u32 contiguous(IterSegment<Byte> const& segment, u32 position)
{
    u32 const bytes = segment.bytes() - position;
    if (segment.kind() != SegmentKind::Frames) [[likely]]
        return bytes;
    return std::min(bytes, kPageSize - segment.page_offset(position));
}

// A piece of an iterator's segment, from byte `position` on: written from mapped memory, read into it,
// cleared. Each returns how much of it was done: all, unless it faulted. What needs more than a memcpy is
// out of line; otherwise its registers would be saved and restored for every kvec.

[[gnu::noinline]] u32 write_elsewhere(IterSegment<std::byte> const& to, u32 position, VirtAddr from,
                                      u32 bytes)
{
    switch (to.kind()) {
    case SegmentKind::Frames: {
        LocalMap const map{to.frame(position)};
        hw::copy_bytes(hw::at(part_of(map, to.page_offset(position), bytes)), hw::at(from), bytes);
        break;
    }
    case SegmentKind::Demand: return bytes - hw::copy_catching_faults(to.address(position), from, bytes);
    case SegmentKind::Kernel:
    case SegmentKind::Discard: break;
    }
    return bytes;
}

u32 write_piece(IterSegment<std::byte> const& to, u32 position, VirtAddr from, u32 bytes)
{
    if (to.kind() != SegmentKind::Kernel) [[unlikely]]
        return write_elsewhere(to, position, from, bytes);
    hw::copy_bytes(to.memory(position), hw::at(from), bytes);
    return bytes;
}

[[gnu::noinline]] u32 read_elsewhere(IterSegment<std::byte const> const& from, u32 position, VirtAddr to,
                                     u32 bytes)
{
    switch (from.kind()) {
    case SegmentKind::Frames: {
        LocalMap const map{from.frame(position)};
        hw::copy_bytes(hw::at(to), hw::at(part_of(map, from.page_offset(position), bytes)), bytes);
        break;
    }
    case SegmentKind::Demand: return bytes - hw::copy_catching_faults(to, from.address(position), bytes);
    case SegmentKind::Kernel:
    case SegmentKind::Discard: break; // no source is one
    }
    return bytes;
}

u32 read_piece(IterSegment<std::byte const> const& from, u32 position, VirtAddr to, u32 bytes)
{
    if (from.kind() != SegmentKind::Kernel) [[unlikely]]
        return read_elsewhere(from, position, to, bytes);
    hw::copy_bytes(hw::at(to), from.memory(position), bytes);
    return bytes;
}

u32 clear_piece(IterSegment<std::byte> const& to, u32 position, u32 bytes)
{
    switch (to.kind()) {
    case SegmentKind::Kernel: __builtin_memset(to.memory(position), 0, bytes); break;
    case SegmentKind::Frames: {
        LocalMap const map{to.frame(position)};
        __builtin_memset(hw::at(part_of(map, to.page_offset(position), bytes)), 0, bytes);
        break;
    }
    case SegmentKind::Demand: return bytes - hw::clear_catching_faults(to.address(position), bytes);
    case SegmentKind::Discard: break;
    }
    return bytes;
}

/// `copy(segment, position, bytes)` for piece after piece, until `bytes` are done or one came short.
template <class Byte, class Copy> u32 piece_by_piece(IovIter<Byte>& iter, u32 bytes, Copy copy)
{
    u32 left = bytes;
    while (left > 0) {
        IterSegment<Byte> const& segment = iter.segment();
        u32 const piece = std::min(left, contiguous(segment, iter.position()));
        u32 const copied = copy(segment, iter.position(), piece);
        iter.consume(copied);
        left -= copied;
        if (copied < piece) break;
    }
    return bytes - left;
}

/// Likewise `copy(address, bytes)` for page after page, each mapped meanwhile.
template <class Map, class Copy>
[[gnu::always_inline]] inline u32 page_by_page(Frame frame, u32 offset, u32 bytes, Copy copy)
{
    u32 left = bytes;
    while (left > 0) {
        u32 const in_page = offset % kPageSize;
        u32 const part = std::min(left, kPageSize - in_page);
        Map const map{frame + offset / kPageSize};
        u32 const copied = copy(part_of(map, in_page, part), part);
        left -= copied;
        offset += copied;
        if (copied < part) break;
    }
    return bytes - left;
}

template <class Map> u32 copy_from_iter_into(Frame to, u32 offset, u32 bytes, IterSource& from)
{
    return page_by_page<Map>(to, offset, std::min(bytes, from.count()), [&](VirtAddr address, u32 part) {
        return piece_by_piece(from, part, [&](auto const& segment, u32 position, u32 piece) {
            u32 const copied = read_piece(segment, position, address, piece);
            address = address + copied;
            return copied;
        });
    });
}

} // namespace

u32 copy_page_to_iter(Frame from, u32 offset, u32 bytes, IterDest& to)
{
    check_page_copy("copy_page_to_iter", from, offset, bytes);
    return page_by_page<LocalMap>(from, offset, std::min(bytes, to.count()), [&](VirtAddr address, u32 part) {
        return piece_by_piece(to, part, [&](auto const& segment, u32 position, u32 piece) {
            u32 const copied = write_piece(segment, position, address, piece);
            address = address + copied;
            return copied;
        });
    });
}

u32 copy_page_from_iter(Frame to, u32 offset, u32 bytes, IterSource& from)
{
    check_page_copy("copy_page_from_iter", to, offset, bytes);
    return copy_from_iter_into<LocalMap>(to, offset, bytes, from);
}

u32 copy_page_from_iter_atomic(Frame to, u32 offset, u32 bytes, IterSource& from)
{
    check_page_copy("copy_page_from_iter_atomic", to, offset, bytes);
    return copy_from_iter_into<AtomicMap>(to, offset, bytes, from);
}

u32 iov_iter_zero(u32 bytes, IterDest& to)
{
    return piece_by_piece(to, std::min(bytes, to.count()), [](auto const& segment, u32 position, u32 piece) {
        return clear_piece(segment, position, piece);
    });
}

} // namespace mm
