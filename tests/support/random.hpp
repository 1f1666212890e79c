// SPDX-License-Identifier: MIT
// Random numbers that are the same in every run, so that a failure can be reproduced.
#pragma once

#include "lib/types.hpp"

#include <random>

namespace sim {

class Random {
public:
    explicit Random(u32 seed) : engine_{seed} {}
    /// 0 to bound-1.
    [[nodiscard]] u32 below(u32 bound) { return static_cast<u32>(engine_() % bound); }
    [[nodiscard]] bool one_in(u32 times) { return below(times) == 0; }

private:
    std::mt19937 engine_;
};

} // namespace sim
