// SPDX-License-Identifier: MIT
// How much more the instruction that faulted wanted to touch. The fault address alone is only the first byte
// that could not be reached: for a copy that ran into a guard that is always the guard's first byte, however
// far the copy was meant to go.
#pragma once

#include "kernel/hw/trap.hpp"

#include <span>

namespace kernel {

/// Bytes from `frame.cr2` on, that byte included, that the instruction in `code` was still to touch: the rest
/// of its operand, or for a repeated string instruction of all that its count leaves. 0 if that is not known.
/// `code` begins at `frame.eip`; up to 15 bytes are looked at (the longest instruction there is).
[[nodiscard]] u32 bytes_still_wanted(TrapFrame const& frame, std::span<u8 const> code);

} // namespace kernel
