// SPDX-License-Identifier: MIT
// Every run of a scenario with a bounded number of forced switches between CPUs: at each step, either the
// CPU that runs continues, or another one does. Most races need one or two switches at the wrong moment, so
// small bounds find them (the idea of "iterative context bounding", Musuvathi and Qadeer, 2007).
#pragma once

#include "tests/smp/smp.hpp"

#include <vector>

namespace sim {

class Explorer final : public Chooser {
public:
    explicit Explorer(u32 forced_switches) : bound_{forced_switches} {}

    /// Prepares the next run. Returns false if all have been tried.
    [[nodiscard]] bool next_run();
    u32 next(u32 now, lib::CpuMask able) override;

    [[nodiscard]] u64 runs() const { return runs_; }

private:
    struct Choice {
        lib::CpuMask left; ///< not tried yet
        u32 taken = 0;
    };

    u32 bound_;
    u64 runs_ = 0;
    std::vector<Choice> path_;
    std::size_t depth_ = 0; ///< how much of the path this run has followed
    u32 forced_so_far_ = 0;
};

/// Calls `scenario(explorer)` once for each run; it makes an Smp, gives it the explorer and runs. Returns the
/// number of runs. Stops early when the test has failed.
u64 explore(u32 forced_switches, std::function<void(Explorer&)> const& scenario);

} // namespace sim
