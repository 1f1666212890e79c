// SPDX-License-Identifier: MIT
// Stacks of kernel threads: four pages in the vmap area, from high memory where there is any, with an
// unmapped page below each. A thread that runs off the end of its stack faults there, and
// mm/window_judge.hpp says so.
#pragma once

#include "lib/address.hpp"
#include "mm/vmap_error.hpp"

namespace mm {

inline constexpr u32 kStackPages = 4;

/// A new stack, contents undefined; it grows down from `end`.
/// Threads only.
[[nodiscard]] VmapResult<VirtRange> alloc_thread_stack();

/// Gives a stack and its frames back. Nothing runs on it any more, on any CPU. Threads only.
void free_thread_stack(VirtRange stack);

} // namespace mm
