// SPDX-License-Identifier: MIT
// Stacks that are part of the image: CPU 0 needs two before there is any memory to allocate. The page below
// each is left out of the final tables, so that running over the end is a fault and not a corruption.
#pragma once

#include "lib/address.hpp"

#include <array>

namespace arch {

template <u32 Pages> struct alignas(kPageSize) GuardedStack {
    std::array<std::byte, kPageSize> guard;
    std::array<std::byte, Pages * kPageSize> bytes;

    [[nodiscard]] VirtAddr top() const { return virt_addr_of(bytes.data() + bytes.size()); }
    [[nodiscard]] VirtRange range() const { return {top() - sizeof(bytes), top()}; }
};

// A report takes some 1.3 KiB of stack, and a panic that faults makes two of them.
using BootStack = GuardedStack<8>;
using DoubleFaultStack = GuardedStack<4>;
static_assert(sizeof(BootStack) == 0x9000, "boot/entry.asm knows where the top is");

extern "C" BootStack boot_stack;                        ///< of the boot thread
extern constinit DoubleFaultStack g_double_fault_stack; ///< of CPU 0's double-fault task

inline constexpr u32 kImageStacks = 2;

} // namespace arch
