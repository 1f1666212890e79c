// SPDX-License-Identifier: MIT
// run=bench[:GLOB]: what this kernel's operations cost, for people and for `./dormer bench`. One table for
// each file here; each prints "bench NAME n=... reps=... tsc_min=... tsc_median=..." lines, ticks for one
// operation. Under QEMU's -icount a tick is one instruction. Names are those of tests/peer/linux.
#pragma once

#include "runs/bench/samples.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace kernel::bench {

struct Benchmark {
    std::string_view name;
    /// Nothing if this machine does not have what is to be measured. A thread's context, preemptible.
    std::optional<Samples> (*measure)();
};

/// Runs the calibration, then those whose names match; all if `pattern` is empty. Returns whether one
/// matched.
bool run(std::string_view pattern);

/// What is subtracted from all others.
[[nodiscard]] Samples measure_empty_loop();

/// The tables, in the order in which they run.
extern std::span<Benchmark const> const kCalibration;
extern std::span<Benchmark const> const kKmapLocalBenchmarks;
extern std::span<Benchmark const> const kCompoundBenchmarks;
extern std::span<Benchmark const> const kKmapBenchmarks;
extern std::span<Benchmark const> const kVmapBenchmarks;
extern std::span<Benchmark const> const kPageCopyBenchmarks;
extern std::span<Benchmark const> const kFrameBenchmarks;
extern std::span<Benchmark const> const kIomapBenchmarks;
extern std::span<Benchmark const> const kSwitchBenchmarks;
extern std::span<Benchmark const> const kThreadBenchmarks;
extern std::span<Benchmark const> const kShootdownBenchmarks;

} // namespace kernel::bench
