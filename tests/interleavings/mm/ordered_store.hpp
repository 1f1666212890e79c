// SPDX-License-Identifier: MIT
// Takes the place of mm/ordered_store.hpp in this test program only: the same store, between two steps.
// Whatever is compiled here and includes mm/ordered_store.hpp gets this one, since its folder is searched
// first.
#pragma once

#include "lib/types.hpp"

#include <atomic>

namespace sim {
/// A place where anything may come between: tests/interleavings/interleaver.cpp.
void step();
} // namespace sim

namespace mm {

inline void store_in_order(u32& word, u32 value)
{
    sim::step();
    std::atomic_ref<u32>{word}.store(value, std::memory_order_seq_cst);
    sim::step();
}

} // namespace mm
