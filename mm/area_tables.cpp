// SPDX-License-Identifier: MIT
// Finding and making the tables of a region.
#include "mm/area_tables.hpp"

#include "lib/check.hpp"
#include "mm/map_range.hpp"

namespace mm {

AreaTables::AreaTables(PhysAddr root, VirtRange region)
    : space_{root, lowmem_tables(), lib::CpuMask::all()}, region_{region}
{
    CHECK(region.begin.raw() % kLargePageSize == 0 && region.end.raw() % kLargePageSize == 0);
    CHECK(pdpt_index(region.begin) == pdpt_index(region.end - 1));
    directory_ = &space_.directory_entry(region.begin);
}

bool AreaTables::make(u32 first, u32 last)
{
    return static_cast<bool>(make_tables(space_, addresses_of(first, last + 1 - first)));
}

u32 AreaTables::tables_made() const
{
    u32 count = 0;
    for_each_part(space_, region_, [&](PteSlot& slot, VirtRange) { count += u32{is_live(slot)}; });
    return count;
}

} // namespace mm
