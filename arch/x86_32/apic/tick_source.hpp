// SPDX-License-Identifier: MIT
// The interrupt that comes `hz=` times a second on each CPU: from its local APIC's timer, or, on a machine
// without one, from the PIT. The contract: hw::start_tick() in kernel/hw/interrupts.hpp.
#pragma once

#include "lib/types.hpp"

namespace arch {

/// Choose the source, on the boot CPU, once each at most, interrupts off. The first measures how fast the
/// timer runs, which takes some 20 ms; false if its interrupt does not arrive. The second says so if that of
/// the PIT does not, and there is no tick.
[[nodiscard]] bool use_tick_of_lapic();
void use_tick_of_pit();

/// How fast the local APIC's timer counts; 0 if it does not tick. `guessed`: no clock ran to measure it by.
struct LapicTimerRate {
    u32 hz = 0;
    bool guessed = false;
};
[[nodiscard]] LapicTimerRate lapic_timer_rate();

} // namespace arch
