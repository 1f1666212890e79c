// SPDX-License-Identifier: MIT
#include "mm/demand_area.hpp"

#include "mm/context.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/local_switch.hpp"
#include "mm/page_copy.hpp"
#include "mm/vmap_area.hpp"

namespace mm {

VmapResult<VirtAddr> demand_map(u32 pages)
{
    might_sleep("demand_map");
    auto const guard = vmap_area().take(pages, AreaKind::Demand, VirtAddr{});
    if (!guard) return guard.error();
    return vmap_area().tables().address_of(*guard + 1);
}

void demand_unmap(VirtAddr address)
{
    might_sleep("demand_unmap");
    Area const area = vmap_area().begin_free(address, AreaKind::Demand, "demand_unmap");
    vmap_area().end_free(area.guard, free_mapped_frames(area));
}

bool demand_fault(VirtAddr address)
{
    AreaTables const& tables = vmap_area().tables();
    if (pagefault_disabled() || !tables.region().contains(address)) return false;
    u32 const page = tables.page_of(address);
    Area const area = vmap_area().area_around(page);
    if (area.tag.kind() != AreaKind::Demand || page < area.first() || page >= area.end()) return false;

    auto const frame = frames().alloc_frames(0, ZoneChoice::HighFirst);
    if (!frame) return false;
    {
        LocalIrqScope const above_the_threads; // which may have all of its slots in use
        clear_highpage(*frame);
    }
    if (!vmap_area().fill(page, *frame)) frames().free_frames(*frame, 0);
    return true;
}

} // namespace mm
