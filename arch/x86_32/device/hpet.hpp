// SPDX-License-Identifier: MIT
// The HPET, if the board has one: told to be quiet at start-up, and a counter for where the PIT stands still.
#pragma once

#include "lib/address.hpp"

namespace arch {

/// Maps the one whose registers are at `registers`, and stops what it was left doing, which is said. How fast
/// its counter runs, in Hz; 0 if nothing answers there. Boot CPU, once, final tables loaded, before any
/// controller lets interrupts through.
u32 take_over_hpet(PhysAddr registers);

/// Firmware often leaves the counter off. After take_over_hpet() has found one.
void start_hpet();
/// It runs upwards and around.
[[nodiscard]] u32 read_hpet();

} // namespace arch
