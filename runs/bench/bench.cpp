// SPDX-License-Identifier: MIT
// The list of all benchmarks. Runs those that were asked for.
#include "runs/bench/bench.hpp"

#include "kernel/hw/cycles.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/outcome.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "lib/glob.hpp"
#include "runs/bench/pages.hpp"

namespace kernel::bench {

namespace {

constexpr std::span<Benchmark const> const* kTables[] = {
    &kKmapLocalBenchmarks, &kCompoundBenchmarks,  &kKmapBenchmarks,  &kVmapBenchmarks,
    &kPageCopyBenchmarks,  &kFrameBenchmarks,     &kIomapBenchmarks, &kSwitchBenchmarks,
    &kThreadBenchmarks,    &kShootdownBenchmarks,
};

void print(std::string_view name, Samples const& samples, LoopCost loop)
{
    Cost const each = cost(samples, loop);
    say("bench {} n={} reps={} tsc_min={}.{:03} tsc_median={}.{:03}", name,
        samples.turns * samples.operations, kRepetitions, each.least / 1000, each.least % 1000,
        each.median / 1000, each.median % 1000);
}

void run_one(Benchmark const& benchmark, LoopCost loop)
{
    if (auto const samples = benchmark.measure()) {
        print(benchmark.name, *samples, loop);
    } else {
        say("bench {} needs something that this machine does not have", benchmark.name);
    }
}

// Without it the other figures mean nothing, so it cannot be left out.
LoopCost calibrate()
{
    Samples const empty = measure_empty_loop();
    print("loop_empty", empty, LoopCost{});
    LoopCost const loop = loop_cost(empty);
    for (Benchmark const& benchmark : kCalibration) run_one(benchmark, loop);
    return loop;
}

} // namespace

bool run(std::string_view pattern)
{
    if (!get_pages()) {
        warn("benchmarks need {} frames of high memory; lowmem=SIZE leaves more of it", kHighFrames);
        return false;
    }
    MigrationGuard const here;           // every CPU has a time-stamp counter of its own
    constexpr bool kGcc = __GNUC__ >= 5; // clang passes for 4, and says its name in its version
    say("system Dormer, compiled by {}{}", kGcc ? "GCC " : "", __VERSION__);
    if (u32 const khz = hw::measure_cycles_khz()) fact("tsc_khz", khz);
    LoopCost const loop = calibrate();
    bool any = false;
    for (auto const* table : kTables) {
        for (Benchmark const& benchmark : *table) {
            if (!lib::glob_matches(pattern, benchmark.name)) continue;
            run_one(benchmark, loop);
            any = true;
        }
    }
    return any;
}

} // namespace kernel::bench
