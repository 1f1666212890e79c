// SPDX-License-Identifier: MIT
// This CPU's local APIC in xAPIC mode (SDM vol. 3A, chapter 10): interrupts between CPUs, and a timer each.
// All CPUs see their own at the same address, in one page of the fixmap. Read next: ipi.cpp, tick.cpp.
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"

namespace arch {

/// Maps the register page at `registers` and says whether a local APIC answers there. Boot CPU, once, after
/// the final tables are loaded. Nothing is changed in the APIC yet.
[[nodiscard]] bool map_lapic(PhysAddr registers);

/// Where this CPU has its registers, if it can say (P6 and later); turned on if firmware left it off.
/// `usable` is false in x2APIC mode, which has no register page.
struct LapicBase {
    bool known = false;
    bool usable = true;
    PhysAddr registers;
};
[[nodiscard]] LapicBase lapic_base(u32 cpu_family);

enum class LapicWire : u8 { Masked, ExternalPic }; ///< what LINT0 passes on

/// Software-enables this CPU's APIC with everything masked except NMIs, and with LINT0 as told.
void enable_lapic(LapicWire wire);

[[nodiscard]] u8 lapic_id(); ///< of this CPU
[[nodiscard]] u32 lapic_version();

/// End of interrupt. Called by the handler of every vector except the spurious one.
void acknowledge_lapic();

/// What an interrupt to another CPU does there.
enum class Delivery : u32 { Fixed = 0x0000, Nmi = 0x0400, Init = 0x4500, Startup = 0x4600 };

/// Sends to one CPU. `vector`: an interrupt vector; for Startup, the number of the page that it starts in;
/// otherwise 0. Interrupts off. False if the APIC has not sent it within a bounded time: the machine is
/// broken.
[[nodiscard]] bool send_ipi(u8 target, Delivery delivery, u32 vector);
/// The same to all but this CPU.
[[nodiscard]] bool send_ipi_to_others(Delivery delivery, u32 vector);

// The timer. Counts down at the bus clock divided by 16.
inline constexpr u32 kLapicTimerDivisor = 16;
/// From `count` down once, without an interrupt.
void start_lapic_countdown(u32 count);
[[nodiscard]] u32 lapic_countdown();
/// Interrupt vectors::kTick every `count`.
void start_lapic_tick(u32 count);

} // namespace arch
