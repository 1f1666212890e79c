// SPDX-License-Identifier: MIT
// Unmapping a page of lowmem: there is nothing to do, but the address must be one that a mapping call can
// have returned. The kernel's image, its tables and free frames lie in the direct map as well.
#pragma once

#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"

namespace mm {

namespace detail {
/// For a frame that does not begin an allocated block: stops with NotASlot unless it is inside of one.
[[gnu::cold, gnu::noinline]] void check_inside_block(VirtAddr address);
} // namespace detail

/// Stops with NotASlot unless the frame that `address` lies in is allocated. Precondition:
/// shown_directly(address).
[[gnu::always_inline]] inline void check_direct_unmap(VirtAddr address)
{
    Frame const frame{Pfn{(address - layout::kKernelBase) >> kPageShift}};
    if (!frames().info(frame).begins_allocated_block()) [[unlikely]]
        detail::check_inside_block(address);
}

} // namespace mm
