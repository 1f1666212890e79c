// SPDX-License-Identifier: MIT
// Shooting down translations on other CPUs: the machine's part of mm/shootdown.hpp, which explains why
// nobody waits for ever. The contract: hw::flush_range_on() and hw::flush_range_everywhere() in
// mm/machine.hpp.
#pragma once

#include "lib/cpu_mask.hpp"

namespace arch {

/// Once, before any CPU may be interrupted for it.
void init_shootdown();

/// This CPU is a target from now on. Drops everything that it has cached so far.
void join_shootdown();

/// These CPUs have stopped for good.
void leave_shootdown(lib::CpuMask cpus);

/// CPUs that have joined and not left.
[[nodiscard]] lib::CpuMask shootdown_targets();

/// Does what other CPUs wait for, if anything. In every loop that waits for another CPU: hw::pause() calls
/// it.
void answer_shootdowns();

} // namespace arch
