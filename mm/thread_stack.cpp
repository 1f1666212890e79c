// SPDX-License-Identifier: MIT
#include "mm/thread_stack.hpp"

#include "mm/context.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/page_table.hpp"
#include "mm/protection.hpp"
#include "mm/vmap_area.hpp"

namespace mm {

namespace {

// Maps frames until there are no more; returns how many pages it filled.
u32 fill(u32 guard)
{
    u32 filled = 0;
    bool frames_left = true;
    vmap_area().tables().for_each_entry(guard + 1, kStackPages, [&](PteSlot& slot) {
        if (!frames_left) return;
        auto const frame = frames().alloc_frames(0, ZoneChoice::HighFirst);
        frames_left = frame.has_value();
        if (!frame) return;
        publish(slot, page_entry(frame->pfn(), kReadWrite));
        ++filled;
    });
    return filled;
}

} // namespace

VmapResult<VirtRange> alloc_thread_stack()
{
    might_sleep("alloc_thread_stack");
    auto const guard = vmap_area().take(kStackPages, AreaKind::Stack, VirtAddr{});
    if (!guard) return guard.error();
    VirtRange const stack = vmap_area().tables().addresses_of(*guard + 1, kStackPages);
    if (fill(*guard) == kStackPages) return stack;
    free_thread_stack(stack);
    return VmapError::NoFrames;
}

void free_thread_stack(VirtRange stack)
{
    might_sleep("free_thread_stack");
    u32 const guard = vmap_area().begin_free(stack.begin, AreaKind::Stack, "free_thread_stack").guard;
    free_mapped_frames(guard);
    vmap_area().end_free(guard);
}

} // namespace mm
