// SPDX-License-Identifier: MIT
// Random numbers that are the same in every run: Marsaglia's xorshift with 32 bits.
#pragma once

#include "lib/types.hpp"

namespace kernel {

class Random {
public:
    explicit Random(u32 seed) : state_{seed * 2'654'435'761u | 1u} {}

    /// 0 to bound-1. Precondition: bound > 0.
    [[nodiscard]] u32 below(u32 bound)
    {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return (state_ >> 8) % bound;
    }
    [[nodiscard]] bool one_in(u32 times) { return below(times) == 0; }

private:
    u32 state_; // never 0
};

} // namespace kernel
