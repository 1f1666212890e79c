// SPDX-License-Identifier: MIT
// A store between any two of which others may look: an interrupt, a context switch, the CPU's page walker,
// another CPU.
#pragma once

#include "lib/types.hpp"

#include <atomic>

namespace mm {

/// One 32-bit store, whole, and in program order with every other memory access of this thread. x86 keeps
/// stores in order by itself, so this is a plain mov that the compiler may neither split, drop nor move.
// Always inlined: the call would cost four times the store.
[[gnu::always_inline]] inline void store_in_order(u32& word, u32 value)
{
    std::atomic_signal_fence(std::memory_order_seq_cst);
    std::atomic_ref<u32>{word}.store(value, std::memory_order_release);
    std::atomic_signal_fence(std::memory_order_seq_cst);
}

} // namespace mm
