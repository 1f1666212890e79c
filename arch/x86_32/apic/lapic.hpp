// SPDX-License-Identifier: MIT
// This CPU's local APIC in xAPIC mode (SDM vol. 3A, chapter 10): interrupts between CPUs, and a timer each.
// All CPUs see their own at the same address, in one page of the fixmap. Read next: tick_source.cpp.
#pragma once

#include "arch/x86_32/decode/left_on.hpp"
#include "lib/address.hpp"
#include "lib/text.hpp"

namespace arch {

/// Maps the register page at `registers` and says whether a local APIC answers there. Boot CPU, once, after
/// the final tables are loaded. Nothing is changed in the APIC yet.
[[nodiscard]] bool map_lapic(PhysAddr registers);
/// Whether map_lapic() has mapped it.
[[nodiscard]] bool lapic_mapped();

/// This CPU's APIC is brought out of x2APIC mode, which has no register page, if it was left there. Stuck:
/// firmware has locked it, or it stays off; it cannot be used. Interrupts off.
enum class LapicMode : u8 { XApic, WasX2Apic, Stuck };
[[nodiscard]] LapicMode leave_x2apic(u32 cpu_family);

/// Where this CPU has its registers, if it can say (P6 and later), once it has left x2APIC mode. `on` is
/// false where firmware left it off, and interrupts pass it by.
struct LapicBase {
    bool known = false;
    bool on = true;
    PhysAddr registers;
};
[[nodiscard]] LapicBase lapic_base(u32 cpu_family);
/// Turns on one that was off.
void turn_on_lapic();

enum class LapicWire : u8 { Masked, ExternalPic }; ///< what LINT0 passes on

/// The local sources that are on, before enable_lapic() masks them.
void note_lapic_left_on(LeftOnList& left_on);

/// Software-enables this CPU's APIC with everything masked except NMIs, and with LINT0 as told. Ends what
/// it has in service: no handler of ours will.
void enable_lapic(LapicWire wire);

[[nodiscard]] u8 lapic_id(); ///< of this CPU
[[nodiscard]] u32 lapic_version();

/// End of interrupt. Called by the handler of every vector except the spurious one.
void acknowledge_lapic();
/// Whether `vector` (0 to 255) is in service, that is, waits for acknowledge_lapic(). False without an APIC.
[[nodiscard]] bool lapic_in_service(u32 vector);

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
