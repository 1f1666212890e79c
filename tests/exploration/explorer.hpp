// SPDX-License-Identifier: MIT
// Every order in which the steps of two or three CPUs can come, each store of theirs becoming visible as late
// as x86 allows. Depth first; a state that was seen before is not looked at again, so nothing is tried twice
// and the search ends by itself.
#pragma once

#include "tests/exploration/steps.hpp"

namespace exploration {

struct Exploration : Setup {
    /// Looked at after every step, with what all CPUs see in memory. What is wrong, or nothing.
    std::function<std::string()> always = [] { return std::string{}; };
    /// The same, when every program is over and every store visible.
    std::function<std::string()> at_the_end = [] { return std::string{}; };
    /// A stop with these words in it is how a program may end, and ends the run.
    std::string expected_stop;
    /// How often a CPU may be left although it could go on, in one run. Most races need two or three.
    u32 forced_switches = kNoBound;
    u64 most_states = 20'000'000;

    static constexpr u32 kNoBound = 255;
};

struct Outcome {
    u64 states = 0;
    u64 steps = 0;
    u64 ends = 0;           ///< states in which all programs are over
    u64 expected_stops = 0; ///< and those in which one has stopped as it should
    u64 depth = 0;          ///< steps of the longest run
    double cpu_seconds = 0;
    std::string complaint; ///< with the steps that led there; empty if nothing is wrong
};

/// Tries them all, or up to the first that is wrong.
[[nodiscard]] Outcome explore(Exploration& exploration);

} // namespace exploration
