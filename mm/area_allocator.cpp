// SPDX-License-Identifier: MIT
// Cutting areas off unused stretches, and merging them again.
#include "mm/area_allocator.hpp"

#include "lib/check.hpp"

namespace mm {

void AreaAllocator::start(PhysAddr root, VirtRange region)
{
    tables_ = AreaTables{root, region};
    u32 const border = region.pages() - 1;
    CHECK(border <= AreaTag::kMaxPages);
    bool const made = tables_.make(0, 0) && tables_.make(border - 1, border);
    CHECK(made);
    write_tag(tables_.entry(border), AreaTag::make(AreaKind::Border, 1, 0));
    lists_.insert(tables_, 0, border);
    unused_pages_ = border;
}

VmapResult<u32> AreaAllocator::take(u32 pages, AreaKind kind, VirtAddr caller)
{
    if (pages >= AreaTag::kMaxPages) return VmapError::NoAddresses;
    u32 const wanted = pages + 1; // with its guard
    auto const start = lists_.find(tables_, wanted);
    if (!start) return VmapError::NoAddresses;
    PteSlot& first = tables_.entry(*start);
    u32 const found = owned_tag(first).pages();

    // The area comes from the stretch's end, so that the rest stays where it is. A rest of one page could
    // not hold two tags: it goes with the area, as a second guard after it.
    u32 const rest = found - wanted;
    bool const spare = rest == 1;
    u32 const guard = *start + (spare ? 0 : rest);
    // Both ends of the stretch have their tables, since its tags are there.
    u32 const new_end = guard == 0 ? 0 : guard - 1, last = guard + wanted - 1;
    if (!AreaTables::same_table(new_end, last) && !tables_.make(new_end, last)) return VmapError::NoFrames;

    if (rest >= 2) {
        lists_.resize(tables_, {*start, found, first, tables_.entry(*start + found - 1)}, rest);
    } else {
        lists_.remove(tables_, *start);
    }
    u32 const taken = wanted + (spare ? 1 : 0);
    write_tag(tables_.entry(guard), AreaTag::make(kind, taken, caller.raw(), spare));
    unused_pages_ -= taken;
    return guard;
}

void AreaAllocator::give(u32 guard)
{
    PteSlot& its_tag = tables_.entry(guard);
    u32 pages = owned_tag(its_tag).pages();
    unused_pages_ += pages;
    erase_tag(its_tag);

    // There is always a tag after it, if only the border's.
    bool const free_behind = has_tag(tables_.entry(guard + pages), AreaKind::Free);
    if (free_behind) pages += lists_.remove(tables_, guard + pages);
    if (guard > 0) {
        PteSlot& last = tables_.entry(guard - 1);
        if (has_tag(last, AreaKind::FreeEnd)) {
            u32 const before = owned_tag(last).pages(), start = guard - before;
            return lists_.resize(tables_, {start, before, tables_.entry(start), last}, before + pages);
        }
    }
    lists_.insert(tables_, guard, pages);
}

} // namespace mm
