// SPDX-License-Identifier: MIT
// Stacks that are part of the image: CPU 0 needs two before there is any memory to allocate. The page below
// each is left out of the final tables, so that running over the end is a fault and not a corruption.
#pragma once

#include "lib/address.hpp"

#include <array>

namespace arch {

struct alignas(kPageSize) GuardedStack {
    std::array<std::byte, kPageSize> guard;
    std::array<std::byte, 4 * kPageSize> bytes;
};
static_assert(sizeof(GuardedStack) == 0x5000, "boot/entry.asm knows where the top is");

extern "C" GuardedStack boot_stack;                 ///< of the boot thread
extern constinit GuardedStack g_double_fault_stack; ///< of CPU 0's double-fault task

inline constexpr u32 kImageStacks = 2;

[[nodiscard]] VirtAddr stack_top(GuardedStack const& stack);

} // namespace arch
