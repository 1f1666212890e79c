// SPDX-License-Identifier: MIT
// A store between any two of which others may look: an interrupt, a context switch, the CPU's page walker,
// another CPU.
#pragma once

#include "lib/atomic.hpp"
#include "lib/types.hpp"

namespace mm {

/// One 32-bit store, whole, and in program order with every other memory access of this thread. x86 keeps
/// stores in order by itself, so this is a plain mov that the compiler may neither split, drop nor move.
// Always inlined: the call would cost four times the store.
/// Proved by: PteStore.WalkerNeverSeesAMixOfTwoFrames, planted/low_half_first.
[[gnu::always_inline]] inline void store_in_order(u32& word, u32 value)
{
    lib::signal_fence(lib::MemoryOrder::SeqCst);
    lib::AtomicRef<u32>{word}.store(value, lib::MemoryOrder::Release);
    lib::signal_fence(lib::MemoryOrder::SeqCst);
}

} // namespace mm
