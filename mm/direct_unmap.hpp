// SPDX-License-Identifier: MIT
// Unmapping a page of lowmem: there is nothing to do, but the address must be one that a mapping call can
// have returned. The kernel's image, its tables and free frames lie in the direct map as well.
#pragma once

#include "lib/address.hpp"

namespace mm {

/// Does `address` lie in lowmem, which takes no slot?
[[nodiscard]] bool is_direct_unmap(VirtAddr address);

/// Stops with NotASlot unless the frame that `address` lies in is allocated. Precondition: is_direct_unmap().
[[gnu::cold, gnu::noinline]] void check_direct_unmap(VirtAddr address);

} // namespace mm
