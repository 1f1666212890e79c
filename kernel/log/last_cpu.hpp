// SPDX-License-Identifier: MIT
// The CPU that speaks the last words of a run. By then all others stand still: none may write after them,
// and none may take this CPU, which no longer schedules, for one that hangs.
#pragma once

#include "lib/cpu_mask.hpp"

namespace kernel {

/// Interrupts are off for good from here on, every other CPU stops, and consoles are written without their
/// lock. Of several CPUs that call this, only one comes back; it may call again. Any context. Returns the
/// CPUs that could not be stopped within a bounded time.
[[nodiscard]] lib::CpuMask become_last_cpu();

/// Whether this CPU has begun to end the run. Then nothing that goes wrong in the process is an expected
/// stop.
[[nodiscard]] bool is_last_cpu();

} // namespace kernel
