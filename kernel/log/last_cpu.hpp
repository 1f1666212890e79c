// SPDX-License-Identifier: MIT
// The CPU that speaks the last words of a run. All others stand still by then: none may write behind them,
// and none may take this CPU, which schedules no more, for one that hangs.
#pragma once

#include "lib/cpu_mask.hpp"

namespace kernel {

/// Interrupts are off for good from here on, every other CPU stops, and consoles are written without their
/// lock. Only one CPU of several that call this comes back; it may call again. Any context. Returns the CPUs
/// that could not be stopped in a bounded time.
[[nodiscard]] lib::CpuMask become_last_cpu();

/// Whether this CPU has begun to end the run. Then nothing that goes wrong on the way is an expected stop.
[[nodiscard]] bool is_last_cpu();

} // namespace kernel
