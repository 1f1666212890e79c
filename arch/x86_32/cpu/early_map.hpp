// SPDX-License-Identifier: MIT
// More of physical memory than boot/early_paging.asm shows, until the final tables are loaded: what a boot
// loader has put above the first 16 MiB, and the pixels of its screen.
#pragma once

#include "lib/address.hpp"
#include "mm/pae.hpp"

namespace arch {

inline constexpr u32 kEarlyLowBytes = 768 << 20;

/// What is shown, each at an address of its own and with so much room.
enum class EarlyView : u8 {
    LowMemory,  ///< from kEarlyMapBytes to kEarlyLowBytes, where the direct map will be
    LoaderHead, ///< 2 MiB
    LoaderInfo, ///< 2 MiB
    Screen,     ///< 64 MiB
};

/// Maps `bytes` bytes from `begin` on and returns the address of the first; those are valid until the final
/// tables are loaded. At most once for each view. Precondition: the bytes fit into the view's room and into
/// what the CPU can address. Boot CPU.
VirtAddr show_early(EarlyView view, PhysAddr begin, u32 bytes, mm::Cache cache);

} // namespace arch
