// SPDX-License-Identifier: MIT
// Cutting areas off unused stretches, and melting them together again.
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

std::optional<u32> AreaAllocator::take(u32 pages, AreaKind kind, VirtAddr caller)
{
    if (pages >= AreaTag::kMaxPages) return std::nullopt;
    u32 const wanted = pages + 1; // with its guard
    auto const stretch = lists_.find(tables_, wanted);
    if (!stretch) return std::nullopt;

    // The area comes from the stretch's end, so that the rest stays where it is. A rest of one page could
    // not hold two tags: it goes with the area, as a second guard behind it.
    u32 const rest = tables_.tag(*stretch).pages() - wanted;
    bool const spare = rest == 1;
    u32 const guard = *stretch + (spare ? 0 : rest);
    if (!tables_.make(guard == 0 ? 0 : guard - 1, guard + wanted - 1)) return std::nullopt;

    if (rest >= 2) {
        lists_.resize(tables_, *stretch, rest);
    } else {
        lists_.remove(tables_, *stretch);
    }
    u32 const taken = wanted + (spare ? 1 : 0);
    write_tag(tables_.entry(guard), AreaTag::make(kind, taken, caller.raw(), spare));
    unused_pages_ -= taken;
    return guard;
}

void AreaAllocator::give(u32 guard)
{
    u32 pages = tables_.tag(guard).pages();
    unused_pages_ += pages;
    erase_tag(tables_.entry(guard));

    // Behind it there always is a tag, if only the border's.
    if (tables_.tag(guard + pages).kind() == AreaKind::Free) pages += lists_.remove(tables_, guard + pages);
    if (guard > 0) {
        AreaTag const before = tables_.tag(guard - 1);
        if (before.kind() == AreaKind::FreeEnd) {
            return lists_.resize(tables_, guard - before.pages(), before.pages() + pages);
        }
    }
    lists_.insert(tables_, guard, pages);
}

} // namespace mm
