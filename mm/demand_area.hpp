// SPDX-License-Identifier: MIT
// Pages that come into being when they are touched: the only page faults of this kernel that are not
// mistakes. With them a thread can sleep in, or fail at, an access while it holds other mappings, as a
// program's pages make it do elsewhere.
#pragma once

#include "lib/address.hpp"
#include "mm/vmap_error.hpp"

namespace mm {

/// Reserves `pages` addresses in the vmap area; no frame yet. Threads only.
[[nodiscard]] VmapResult<VirtAddr> demand_map(u32 pages);

/// Gives the addresses, and the frames that came into being, back. Threads only.
void demand_unmap(VirtAddr address);

/// For the page-fault handler, in which interrupts are off: true if the page is there now, so that the access
/// may be repeated. False if the address belongs to no such area, if the thread has faults disabled, or if
/// there is no frame.
[[nodiscard]] bool demand_fault(VirtAddr address);

} // namespace mm
