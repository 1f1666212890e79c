// SPDX-License-Identifier: MIT
// Takes the place of mm/ordered_store.hpp in this test program only: the same store, between two steps.
// Whatever is compiled here and includes mm/ordered_store.hpp gets this one, since its folder is searched
// first.
#pragma once

#include "lib/atomic.hpp"
#include "lib/types.hpp"

namespace sim {
/// A place where anything may come between: tests/interleavings/interleaver.cpp.
void step();
} // namespace sim

namespace mm {

inline void store_in_order(u32& word, u32 value)
{
    sim::step();
    lib::AtomicRef<u32>{word}.store(value, lib::MemoryOrder::SeqCst);
    sim::step();
}

} // namespace mm
