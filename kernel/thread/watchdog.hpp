// SPDX-License-Identifier: MIT
// Finds a CPU that has not decided for ten seconds who should run: because of an endless loop with preemption
// off, a spin lock that is never released, or interrupts that stay off. Each CPU's tick watches the next CPU.
// A single CPU watches itself, so it notices when preemption stays off, but not when interrupts do.
// Proved by: Watchdog.AnotherCpuFindsTheOneWithInterruptsOff,
// Watchdog.AnEndlessLoopWithPreemptionOffIsStopped.
#pragma once

#include "lib/types.hpp"

namespace kernel {

inline constexpr u32 kStallSeconds = 10;

/// What one CPU has seen of the one it watches.
struct Stall {
    u32 cpu = 0;       ///< the CPU that is watched
    u32 schedules = 0; ///< its count, when it last changed
    u32 ticks = 0;     ///< of the watching CPU, since then
};

/// Notes that the count of `cpu` is `schedules` now. Returns whether it has not changed for `limit` ticks.
[[nodiscard]] bool stalled(Stall& stall, u32 cpu, u32 schedules, u32 limit);

/// Stops with ReportKind::Stalled if the CPU that this one watches has stalled. Called by the tick.
void watch_next_cpu();

} // namespace kernel
