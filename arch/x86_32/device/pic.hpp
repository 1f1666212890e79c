// SPDX-License-Identifier: MIT
// The two 8259 interrupt controllers. With a local APIC they stay masked, except for what a driver asks
// for; their output then goes through the boot CPU's LINT0 ("virtual wire"). Without one they are all that
// there is.
#pragma once

#include "lib/types.hpp"

namespace arch {

/// IRQ 0 to 15 become vectors::kPic and up, away from the CPU's exceptions; all masked, none in service. Boot
/// CPU, once. IRQ 7 and 15 also occur without a cause; a driver cannot have them.
void init_pic();

/// Lets IRQ `irq` (0 to 15) through. Its vector must have a handler by then.
void unmask_irq(u32 irq);
void mask_irq(u32 irq);

/// End of interrupt. Called by its handler.
void acknowledge_irq(u32 irq);
/// The same for one that nobody handles. False if it is not in service: a line was let go before the CPU
/// asked which it was, and IRQ 7 or 15 comes in its place.
[[nodiscard]] bool acknowledge_stray_irq(u32 irq);

} // namespace arch
