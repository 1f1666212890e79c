// SPDX-License-Identifier: MIT
// Who called whom, read from the stack. The whole kernel is built with frame pointers: EBP points at the
// caller's EBP, and the return address lies above it.
//
//    EBP -> [ caller's EBP | return address | arguments ... ]  -> [ its caller's EBP | ... ]
#pragma once

#include "lib/address.hpp"

#include <span>

namespace kernel {

/// Fills `returns` with return addresses, innermost first, from the frame at `frame_pointer` on; returns how
/// many. Looks at `root`'s tables before it reads, so a damaged stack ends the list instead of causing a
/// fault.
[[nodiscard]] u32 collect_backtrace(PhysAddr root, VirtAddr frame_pointer, std::span<VirtAddr> returns);

} // namespace kernel
