// SPDX-License-Identifier: MIT
// Unmapping a page of lowmem: there is nothing to do, but the address must be one that a mapping call can
// have returned. The kernel's image, its tables and free frames lie in the direct map as well.
#pragma once

#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"

namespace mm {

/// For a frame that is not the first of an allocated block: stops with NotASlot unless it is inside one.
[[gnu::cold, gnu::noinline]] void check_unmap_inside_block(VirtAddr address);

/// Stops with NotASlot unless the frame that `address` lies in is allocated. Precondition:
/// shown_directly(address). Four instructions: nearly all frames of lowmem that are mapped are blocks of
/// their own.
[[gnu::always_inline]] inline void check_direct_unmap(VirtAddr address)
{
    Frame const frame{Pfn{(address - layout::kKernelBase) >> kPageShift}};
    if (!frames().info(frame).begins_allocated_block()) [[unlikely]]
        check_unmap_inside_block(address);
}

} // namespace mm
