// SPDX-License-Identifier: MIT
// Who handles which interrupt: vectors 32 to 255, one table for all CPUs.
#pragma once

#include "lib/types.hpp"

namespace arch {

/// Runs with interrupts off, on the stack of whatever was interrupted. Acknowledges its interrupt itself.
using InterruptHandler = void (*)(u32 vector);

/// To be called before the vector can occur. One handler per vector, for good.
void set_interrupt_handler(u32 vector, InterruptHandler handler);

/// Handles the vectors that have no handler: interrupts that nobody asked for. Before interrupts are on.
void set_stray_handler(InterruptHandler handler);

/// Called for every interrupt, whatever its vector.
void handle_interrupt(u32 vector);

} // namespace arch
