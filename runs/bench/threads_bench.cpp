// SPDX-License-Identifier: MIT
// What threads ask of the kernel most.
#include "kernel/sync/mutex.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/check.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/measure.hpp"

namespace kernel::bench {

namespace {

std::optional<Samples> mutex_uncontended()
{
    Mutex mutex{lib::LockRank::TestInner, "benchmark"};
    return measure({.turns = 10'000, .may_sleep = true}, [&mutex](u32) { MutexGuard const guard{mutex}; });
}

// On this CPU, which the new thread gets while the old one waits for its end.
std::optional<Samples> thread_create_join()
{
    MigrationGuard const here;
    auto const nothing = [](void*) { return 0u; };
    ThreadOptions const options{.affinity = lib::CpuMask::of(here.cpu())};
    return measure({.turns = 250, .may_sleep = true}, [&](u32) {
        auto thread = spawn("nothing", nothing, nullptr, options);
        CHECK(thread.has_value());
        static_cast<void>(thread->join());
    });
}

constexpr Benchmark kOfThread[] = {
    {"mutex_uncontended", mutex_uncontended},
    {"thread_create_join", thread_create_join},
};

} // namespace

constinit std::span<Benchmark const> const kThreadBenchmarks{kOfThread};

} // namespace kernel::bench
