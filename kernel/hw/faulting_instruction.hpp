// SPDX-License-Identifier: MIT
// How much more the faulting instruction wanted to touch. The fault address is only the first byte that
// could not be reached: for a copy that ran into a guard, that is always the guard's first byte, however
// far the copy was meant to go.
#pragma once

#include "kernel/hw/trap.hpp"

#include <span>

namespace kernel {

/// How many bytes, that at `frame.cr2` included, the instruction in `code` was still to touch: the rest of
/// its operand, or, for a repeated string instruction, of everything that its count leaves. 0 if that is
/// not known. `code` begins at `frame.eip`; up to 15 bytes are looked at (the longest instruction there
/// is).
[[nodiscard]] u32 bytes_still_wanted(TrapFrame const& frame, std::span<u8 const> code);

} // namespace kernel
