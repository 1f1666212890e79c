// SPDX-License-Identifier: MIT
// Interrupts that nobody here asked for. A machine is not handed over clean: a loader, firmware or another
// kernel leaves timers and devices running. Each is acknowledged and counted, and named in the log when its
// vector comes for the first time.
#pragma once

#include "lib/bounded_list.hpp"
#include "lib/text.hpp"

namespace kernel {

struct StrayInterrupt {
    u8 vector = 0;
    u32 count = 0;
    lib::Text<80> source; ///< what is known of it: "the local APIC's timer, left on"
};
using StrayInterrupts = lib::BoundedList<StrayInterrupt, 16>;

} // namespace kernel

namespace hw {

/// Those that have come so far, by vector. Any context.
[[nodiscard]] kernel::StrayInterrupts stray_interrupts();

} // namespace hw
