// SPDX-License-Identifier: MIT
// Finds a CPU that for ten seconds has not asked itself who should run: preemption off in an endless loop,
// a spin lock that never comes free, interrupts off for good. Each CPU's tick watches the next CPU; a
// single one watches itself, and so sees preemption off but not interrupts off.
#pragma once

#include "lib/types.hpp"

namespace kernel {

inline constexpr u32 kStallSeconds = 10;

/// What one CPU has seen of the one it watches.
struct Stall {
    u32 cpu = 0;       ///< whom
    u32 schedules = 0; ///< of that CPU, when it last moved
    u32 ticks = 0;     ///< of the watching CPU, since then
};

/// Notes that the count is `schedules`. Returns whether it has not moved for `limit` ticks.
[[nodiscard]] bool stalled(Stall& stall, u32 cpu, u32 schedules, u32 limit);

/// Stops with ReportKind::Stalled if the CPU that this one watches has stalled. In the tick.
void watch_next_cpu();

} // namespace kernel
