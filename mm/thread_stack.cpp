// SPDX-License-Identifier: MIT
#include "mm/thread_stack.hpp"

#include "mm/context.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/map_pages.hpp"
#include "mm/page_copy.hpp"
#include "mm/protection.hpp"
#include "mm/vmap_area.hpp"

namespace mm {

namespace {

// False if there are too few frames; those that it got are mapped.
bool fill(VirtRange stack)
{
    for (VirtAddr page = stack.begin; page < stack.end; page = page + kPageSize) {
        auto const frame = frames().alloc_frames(0, ZoneChoice::HighFirst);
        if (!frame) return false;
        // For people who look at it; and where firmware has left code, QEMU's stores beside it take a hundred
        // times as long, until it is overwritten.
        clear_highpage(*frame);
        if (flushes_watched()) check_flushed({page, page + kPageSize}, PageMove::Map);
        map_pages(vmap_area().tables().space(), {page, page + kPageSize},
                  [&] { return page_entry(frame->pfn(), kReadWrite); });
    }
    return true;
}

} // namespace

VmapResult<VirtRange> alloc_thread_stack()
{
    might_sleep("alloc_thread_stack");
    auto const guard = vmap_area().take(kStackPages, AreaKind::Stack, VirtAddr{});
    if (!guard) return guard.error();
    VirtRange const stack = vmap_area().tables().addresses_of(*guard + 1, kStackPages);
    if (fill(stack)) return stack;
    free_thread_stack(stack);
    return VmapError::NoFrames;
}

void free_thread_stack(VirtRange stack)
{
    might_sleep("free_thread_stack");
    Area const area = vmap_area().begin_free(stack.begin, AreaKind::Stack, "free_thread_stack");
    vmap_area().end_free(area.guard, free_mapped_frames(area));
}

} // namespace mm
