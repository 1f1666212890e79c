// SPDX-License-Identifier: MIT
// Memory for a thread: its stack with the Thread at the top. Defined by kernel/thread/thread_stack.cpp over
// the vmap area, with an unmapped page below; and by tests/sim for the host's idea of a stack.
#pragma once

#include "lib/types.hpp"
#include "mm/vmap_error.hpp"

#include <span>

namespace kernel {

inline constexpr u32 kThreadStackPages = 4;

/// Threads only; may sleep.
[[nodiscard]] mm::VmapResult<std::span<std::byte>> allocate_thread_stack();

/// Nobody runs on it any more. Threads only; may sleep.
void free_thread_stack(std::span<std::byte> stack);

} // namespace kernel
