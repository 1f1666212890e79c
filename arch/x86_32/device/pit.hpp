// SPDX-License-Identifier: MIT
// The 8254 interval timer, the one clock whose rate every PC knows: 1.193182 MHz. Channel 2 measures other
// clocks and short waits; channel 0 is the tick of a machine without a local APIC.
#pragma once

#include "arch/x86_32/decode/countdown_meter.hpp"

namespace arch {

inline constexpr u32 kPitHz = 1'193'182;

/// Channel 2, running freely since this was made. One at a time; must be read at least every 54 ms.
class PitClock {
public:
    PitClock();

    /// Since this was made. If the PIT stands still, every reading counts as a microsecond instead, which
    /// is the least that a few port accesses take: so a loop that waits for time to pass always ends.
    [[nodiscard]] u32 microseconds();
    [[nodiscard]] u32 ticks();
    [[nodiscard]] static constexpr u32 hz() { return kPitHz; }
    [[nodiscard]] bool stuck() const { return meter_.stuck(); }

private:
    CountdownMeter meter_;
};

/// Whether it counts at all. A PIT that does not has been seen in emulators, and on boards that have replaced
/// it.
[[nodiscard]] bool pit_runs();

/// IRQ 0 from now on `hz` times a second, 19 to 10'000.
void start_pit_tick(u32 hz);

} // namespace arch
