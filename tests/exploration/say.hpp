// SPDX-License-Identifier: MIT
// An outcome's numbers, for whoever reads the test's output.
#pragma once

#include "tests/exploration/explorer.hpp"

#include <iostream>

namespace exploration {

inline void say(Outcome const& outcome)
{
    std::cout << "             " << outcome.states << " states, " << outcome.steps << " steps, "
              << outcome.ends << " ends, at most " << outcome.depth << " deep, " << outcome.cpu_seconds
              << " CPU-seconds\n";
}

} // namespace exploration
