// SPDX-License-Identifier: MIT
// vmap: any number of frames at adjacent addresses, for every thread and CPU, with an unmapped page before
// and after. Linux has the same calls in include/linux/vmalloc.h. Read next: mm/area_allocator.hpp.
#pragma once

#include "mm/frame.hpp"
#include "mm/protection.hpp"
#include "mm/vmap_error.hpp"

#include <span>

namespace mm {

/// Maps `frames` in their order and returns the address of the first. At least one frame; the caller keeps
/// its references to them. Threads only, since it may have to wait for other CPUs.
[[nodiscard]] VmapResult<VirtAddr> vmap(std::span<Frame const> frames, Rights rights = Rights::Write);

/// Maps adjacent frames that are not RAM: registers or memory of a device. RAM stops the machine with
/// CacheAlias, since one frame must not be cached in two ways (SDM 3A, 11.12.4).
[[nodiscard]] VmapResult<VirtAddr> vmap_device(FrameRange frames, Protection protection = kDevice);

/// Unmaps the area that starts at `address`. Other CPUs may see it until the next flush of the lot, which
/// comes before its addresses are used again, or at once with kmap.debug=eager. Stops the machine with
/// DoubleUnmap, or with NotASlot if no area starts there. Threads only.
void vunmap(VirtAddr address);

/// The same, and when it returns no CPU sees the area any more.
void vunmap_eager(VirtAddr address);

/// Flushes all areas that were unmapped and not yet flushed. Threads only.
void vm_unmap_aliases();

} // namespace mm
