// SPDX-License-Identifier: MIT
// The registers of a HPET (high precision event timer, specification 1.0a, 2.3), and what it may have been
// left doing. Pure: whatever reads and writes the registers is given.
#pragma once

#include "lib/types.hpp"

namespace arch {

enum class HpetRegister : u32 {
    Capabilities = 0x000, ///< the upper half, with the rate, at 0x004
    TickLength = 0x004,
    Configuration = 0x010,
    Counter = 0x0F0,
    FirstTimer = 0x100, ///< its configuration; the next timer's is 0x20 further on
};
inline constexpr u32 kHpetRuns = 1u << 0, kHpetReplacesPit = 1u << 1; // of the configuration

/// `tick_length`: of a tick, in 10^-15 s. 0 if that is longer or shorter than the specification allows
/// (2.3.4: at most 100 ns), which means that nothing is there.
[[nodiscard]] u32 hpet_hz(u32 tick_length);

struct HpetLeftOn {
    bool replaced_pit = false; ///< "legacy replacement": IRQ 0 and IRQ 8 came from it, not from PIT and RTC
    u32 timers = 0;            ///< how many interrupted
};

/// Stops its interrupts, which may be messages that no controller masks, and gives IRQ 0 and IRQ 8 back. The
/// counter goes on. `registers(which, timer)` is a reference to 32 bits; `timer` counts from FirstTimer.
template <class Registers> [[nodiscard]] HpetLeftOn quiet_hpet(Registers&& registers)
{
    constexpr u32 kInterrupts = 1u << 2, kAsMessages = 1u << 14; // of a timer
    HpetLeftOn found;
    u32 const timers = (registers(HpetRegister::Capabilities, 0) >> 8 & 0x1F) + 1;
    for (u32 timer = 0; timer < timers; ++timer) {
        u32 const configuration = registers(HpetRegister::FirstTimer, timer);
        if ((configuration & kInterrupts) == 0) continue;
        registers(HpetRegister::FirstTimer, timer) = configuration & ~(kInterrupts | kAsMessages);
        ++found.timers;
    }
    u32 const configuration = registers(HpetRegister::Configuration, 0);
    found.replaced_pit = (configuration & kHpetReplacesPit) != 0;
    if (found.replaced_pit) registers(HpetRegister::Configuration, 0) = configuration & ~kHpetReplacesPit;
    return found;
}

} // namespace arch
