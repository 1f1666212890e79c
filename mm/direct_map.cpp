// SPDX-License-Identifier: MIT
#include "mm/direct_map.hpp"

#include "mm/layout.hpp"

#include <algorithm>

namespace mm {

namespace {

VirtRange pages_of(FrameRange frames)
{
    auto const address = [](Pfn pfn) { return layout::kKernelBase + static_cast<u32>(pfn.base().raw()); };
    return {address(frames.begin), address(frames.end)};
}

bool overlap(VirtRange left, VirtRange right) { return left.begin < right.end && right.begin < left.end; }

} // namespace

std::optional<Protection> DirectMap::page(Pfn pfn) const
{
    VirtAddr const address = pages_of({pfn, pfn + 1}).begin;
    auto const& guards = image_.guards;
    if (std::find(guards.begin(), guards.end(), address) != guards.end()) return std::nullopt;
    if (image_.text.contains(address)) return Protection{Rights::Execute, Cache::WriteBack};
    if (image_.rodata.contains(address)) return kReadOnly;
    // The kernel runs there, so it is RAM whatever the firmware says.
    bool const ram = image_.data.contains(address) || count_frames(map_.ram(), {pfn, pfn + 1}) != 0;
    return ram && pfn < end_ ? std::optional{kReadWrite} : std::nullopt;
}

DirectMap::Region DirectMap::region(Pfn first) const
{
    FrameRange const frames{first, std::min(first + kFramesPerLargePage, end_)};
    VirtRange const pages = pages_of(frames);
    for (VirtRange const part : {image_.text, image_.rodata, image_.data}) {
        if (overlap(pages, part)) return Region::Split;
    }
    u32 const ram = count_frames(map_.ram(), frames);
    if (ram == 0) return Region::Empty;
    return ram == kFramesPerLargePage ? Region::Large : Region::Split;
}

DirectMap::Piece DirectMap::piece_from(Pfn first) const
{
    Region const kind = region(first - first.raw() % kFramesPerLargePage);
    Pfn end = first;
    if (kind == Region::Split) {
        Pfn const border = first + (kFramesPerLargePage - first.raw() % kFramesPerLargePage);
        auto const protection = page(first);
        while (end < border && page(end) == protection) end = end + 1;
        return {{first, end}, protection};
    }
    while (end < end_ && region(end) == kind) end = end + kFramesPerLargePage;
    bool const large = kind == Region::Large;
    return {{first, end}, large ? std::optional{kReadWrite} : std::nullopt, large};
}

u32 DirectMap::split_regions() const
{
    u32 count = 0;
    for (Pfn first; first < end_; first = first + kFramesPerLargePage) {
        if (region(first) == Region::Split) ++count;
    }
    return count;
}

} // namespace mm
