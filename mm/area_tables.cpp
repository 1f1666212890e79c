// SPDX-License-Identifier: MIT
// Finding and making the tables of a region.
#include "mm/area_tables.hpp"

#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"

#include <algorithm>

namespace mm {

namespace {

// What a directory entry allows is the upper bound for the pages below it, so it allows everything.
constexpr u32 kTableFlags = Pte::kPresent | Pte::kWrite | Pte::kAccessed;

} // namespace

AreaTables::AreaTables(PhysAddr root, VirtRange region) : region_{region}
{
    CHECK(region.begin.raw() % kLargePageSize == 0 && region.end.raw() % kLargePageSize == 0);
    CHECK(pdpt_index(region.begin) == pdpt_index(region.end - 1));
    Pte const pointer = walk(root, region.begin).pointer;
    CHECK(pointer.present());
    directory_ = &table_at(pointer.pfn())[directory_index(region.begin)];
}

bool AreaTables::make(u32 first, u32 last)
{
    for (u32 page = first & ~(kEntriesPerTable - 1); page <= last; page += kEntriesPerTable) {
        if (table_exists(page)) continue;
        auto const frame = frames().alloc_frames(0, ZoneChoice::LowOnly);
        if (!frame) return false;
        auto const table = table_at(frame->pfn());
        std::fill(table.begin(), table.end(), PteSlot{});
        publish(directory_[page / kEntriesPerTable], Pte::frame(frame->pfn(), kTableFlags));
        ++tables_made_;
    }
    return true;
}

} // namespace mm
