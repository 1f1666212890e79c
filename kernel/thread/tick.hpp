// SPDX-License-Identifier: MIT
// What happens `hz=` times a second on each CPU.
#pragma once

namespace kernel {

/// This CPU's timer interrupt: ends the turn of the running thread, calls the timers that are due, now and
/// then balances, and watches the next CPU. Interrupts off, in an InterruptScope.
void tick();

} // namespace kernel
