// SPDX-License-Identifier: MIT
// The interrupt that comes `hz=` times a second on each CPU: from its local APIC's timer, or, on a machine
// without one, from the PIT. The contract: hw::start_tick() in kernel/hw/interrupts.hpp.
#pragma once

#include "lib/types.hpp"

namespace arch {

/// Choose the source: call one of them, once, on the boot CPU, interrupts off. The first measures how fast
/// the timer runs, which takes some 20 ms.
void use_tick_of_lapic();
void use_tick_of_pit();

/// How fast the local APIC's timer counts; 0 if the PIT ticks. `guessed`: the PIT stood still.
struct LapicTimerRate {
    u32 hz = 0;
    bool guessed = false;
};
[[nodiscard]] LapicTimerRate lapic_timer_rate();

} // namespace arch
