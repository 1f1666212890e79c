// SPDX-License-Identifier: MIT
// What one benchmark measured, and the two numbers that are made of it: the least and the median cost of an
// operation. Pure arithmetic. Read next: runs/bench/measure.hpp, where samples come from.
#pragma once

#include "lib/types.hpp"

#include <array>

namespace kernel::bench {

inline constexpr u32 kRepetitions = 11; ///< odd, so that the median is one of them

/// Ticks of the time-stamp counter for each repetition of a loop.
struct Samples {
    std::array<u64, kRepetitions> ticks{};
    u32 turns = 0;          ///< of the loop, in one repetition
    u32 operations = 1;     ///< in one turn
    bool loop_is_in = true; ///< the cost of the loop itself is part of the ticks
};

/// The quickest repetition of an empty loop: what has to be subtracted from the others.
struct LoopCost {
    u64 ticks = 0;
    u32 turns = 1;
};
[[nodiscard]] LoopCost loop_cost(Samples const& empty);

/// Thousandths of a tick for one operation.
struct Cost {
    u64 least = 0;
    u64 median = 0;
};

/// A repetition that took no longer than its loop alone costs 0.
[[nodiscard]] Cost cost(Samples samples, LoopCost loop);

/// The same samples less the least that `other`, a loop of as many turns, took; that also subtracts the
/// loop.
[[nodiscard]] Samples without(Samples samples, Samples const& other);

} // namespace kernel::bench
