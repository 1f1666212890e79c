// SPDX-License-Identifier: MIT
// Interrupt controllers and the tick. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include "lib/types.hpp"

namespace hw {

/// Sets up the interrupt controllers, whatever state a loader, firmware or another kernel left them in;
/// afterwards interrupts may be turned on. Logs what was found. If `use_apic` is false (noapic), or there is
/// no local APIC, the 8259s serve the one CPU that there is then. Boot CPU, once, interrupts off, final
/// tables loaded.
void init_interrupts(bool use_apic);

/// From now on this CPU calls kernel::tick() `hz` times a second (100 to 10'000), in an interrupt. False on
/// a machine where none arrives: then wait_for_interrupt() calls it, whenever that time has passed in it.
/// After init_interrupts().
[[nodiscard]] bool start_tick(u32 hz) noexcept;

/// Another CPU gets an interrupt in which it calls kernel::ask_for_switch(). Any context.
void send_reschedule(u32 cpu) noexcept;

/// Turns interrupts on and sleeps until one comes, in one step: none slips in between. Interrupts off before,
/// on afterwards. Where there is no tick, one that is due ends it too.
void wait_for_interrupt();

} // namespace hw
