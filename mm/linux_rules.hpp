// SPDX-License-Identifier: MIT
// kmap.debug=linux: a wrong kunmap_local() is warned about once, and then done as Linux does it: the nesting
// depth decides which entry is cleared, the address decides which page is flushed. Where the two differ, a
// translation survives its entry, and the next mapping of that slot shows the previous one's frame. This
// exists to show that, and for nothing else.
#pragma once

#include "lib/address.hpp"

namespace mm {

/// `address` is not in the topmost mapping of the running thread.
void unmap_as_linux_does(VirtAddr address);

/// The next wrong unmap is warned about again.
void forget_linux_warning();

} // namespace mm
