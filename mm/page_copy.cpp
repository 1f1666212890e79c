// SPDX-License-Identifier: MIT
// Whole pages with what the machine offers for them, parts of a page with the compiler's memcpy and memset.
#include "mm/page_copy.hpp"

#include "mm/frame_allocator.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_bounds.hpp"
#include "mm/page_table.hpp"
#include "mm/ram_ranges.hpp"

#include <algorithm>

namespace mm {

namespace {

/// The second comparison subtracts what the first has shown to be smaller: there is no sum that could wrap.
void check_in_page(char const* call, Frame frame, u32 offset, std::size_t bytes)
{
    if (offset <= kPageSize && bytes <= kPageSize - offset) [[likely]]
        return;
    stop_out_of_bounds(call, frame, offset, bytes, kPageSize);
}

void clear(Frame frame, u32 offset, u32 bytes)
{
    LocalMap map{frame};
    __builtin_memset(map.bytes().data() + offset, 0, bytes);
}

void zero_segment(Frame head, Segment segment)
{
    while (segment.begin < segment.end) {
        u32 const offset = segment.begin % kPageSize;
        u32 const bytes = std::min(segment.end - segment.begin, kPageSize - offset);
        clear(head + segment.begin / kPageSize, offset, bytes);
        segment.begin += bytes;
    }
}

} // namespace

void copy_highpage(Frame to, Frame from)
{
    LocalMap source{from};
    LocalMap target{to};
    hw::copy_page(target.bytes().data(), source.bytes().data());
}

void clear_highpage(Frame frame)
{
    LocalMap map{frame};
    hw::clear_page(map.bytes().data());
}

void memcpy_to_page(Frame to, u32 offset, std::span<std::byte const> from)
{
    check_in_page("memcpy_to_page", to, offset, from.size());
    LocalMap map{to};
    hw::copy_bytes(map.bytes().data() + offset, from.data(), from.size());
}

void memcpy_from_page(std::span<std::byte> to, Frame from, u32 offset)
{
    check_in_page("memcpy_from_page", from, offset, to.size());
    LocalMap map{from};
    hw::copy_bytes(to.data(), map.bytes().data() + offset, to.size());
}

void memset_page(Frame frame, u32 offset, std::byte value, u32 bytes)
{
    check_in_page("memset_page", frame, offset, bytes);
    LocalMap map{frame};
    __builtin_memset(map.bytes().data() + offset, std::to_integer<int>(value), bytes);
}

void zero_user_segments(Frame head, Segment first, Segment second)
{
    u32 const available = bytes_to_end_of_block(head);
    for (Segment const& segment : {first, second})
        if (segment.begin < segment.end && segment.end > available) [[unlikely]]
            stop_out_of_bounds("zero_user_segments", head, segment.begin, segment.end - segment.begin,
                               available);
    zero_segment(head, first);
    zero_segment(head, second);
}

std::optional<Frame> kmap_to_page(VirtAddr address)
{
    Walk const found = walk(hw::page_table_root(), address);
    if (!found.mapped) return std::nullopt;
    Pfn const pfn = Pfn::of(found.address);
    if (!is_ram({pfn, pfn + 1}) || !frames().knows(pfn)) return std::nullopt;
    return Frame{pfn};
}

} // namespace mm
