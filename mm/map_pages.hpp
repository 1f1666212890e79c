// SPDX-License-Identifier: MIT
// What map_range() and unmap_range() do, for callers that have made the tables beforehand (make_tables()) and
// have no large pages: nothing can fail, frames may come from anywhere, and a page costs little more than its
// entry.
#pragma once

#include "mm/owed_flush.hpp"

namespace mm {

/// Calls `visit` with the entry of each small page, from the lowest. Precondition: there is a page, and all
/// tables exist. It is not for_each_part(), which has to be ready for no page at all and for large ones:
/// vmap() and vunmap() of one page would take two dozen instructions more.
template <class Visit>
[[gnu::always_inline]] inline void for_each_entry(AddressSpace const& space, VirtRange pages, Visit&& visit)
{
    auto const visit_in_table = [&](VirtAddr first, u32 count) __attribute__((always_inline))
    {
        PteSlot* slot = &space.entry(first);
        PteSlot* const end = slot + count;
        do visit(*slot);
        while (++slot != end);
    };
    auto const room_for = [](VirtAddr first) { return kEntriesPerTable - table_index(first); };
    // As a rule all are in one table: then there is nothing to remember for the next.
    u32 left = pages.pages();
    while (left > room_for(pages.begin)) [[unlikely]]
        {
            u32 const room = room_for(pages.begin);
            visit_in_table(pages.begin, room);
            left -= room;
            pages.begin = pages.begin + room * kPageSize;
        }
    visit_in_table(pages.begin, left);
}

/// Gives each page the entry that `next()` returns. Precondition: none of them is mapped.
template <class Next>
[[gnu::always_inline]] inline void map_pages(AddressSpace const& space, VirtRange pages, Next&& next)
{
    for_each_entry(space, pages, [&](PteSlot& slot) { publish(slot, next()); });
}

/// Unmaps pages that are all mapped. Their frames are the caller's, as with unmap_range().
[[gnu::always_inline]] inline OwedFlush unmap_pages(AddressSpace const& space, VirtRange pages)
{
    for_each_entry(space, pages, [](PteSlot& slot) { retract(slot); });
    return {space, pages};
}

/// Unmaps those pages that are mapped, and calls `gone` with the frame of each, which the CPUs may still
/// reach.
template <class Gone>
[[nodiscard]] OwedFlush unmap_some_pages(AddressSpace const& space, VirtRange pages, Gone&& gone)
{
    OwedFlush owed{space};
    VirtRange page{pages.begin, pages.begin + kPageSize};
    for_each_entry(space, pages, [&](PteSlot& slot) {
        Pte const entry = read_entry(slot);
        if (entry.present()) {
            retract(slot);
            owed.add(page);
            gone(entry.pfn());
        }
        page = {page.end, page.end + kPageSize};
    });
    owed.enter();
    return owed;
}

} // namespace mm
