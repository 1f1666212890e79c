// SPDX-License-Identifier: MIT
// A thread's mappings across a context switch and below an interrupt. Called by the scheduler and by the
// interrupt entry; read mm/local_slot.hpp first.
#pragma once

#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

/// The thread with `stack` leaves this CPU: its slots are saved, become empty, and their translations are
/// flushed. The top stays. Interrupts off.
void local_sched_out(LocalStack& stack, LocalWindow const& window);

/// The thread with `stack` runs again on the CPU that has `window`, the same as before if it was pinned:
/// its slots become what they were, including half-written ones. Interrupts off.
void local_sched_in(LocalStack const& stack, LocalWindow const& window);

/// While an interrupt handler runs: it may nest kLocalIrqDepth further mappings above those of the thread.
/// At the end the top must be where it was; a mapping left behind stops the machine.
class [[nodiscard]] LocalIrqScope {
public:
    LocalIrqScope();
    ~LocalIrqScope() noexcept(false);
    LocalIrqScope(LocalIrqScope const&) = delete;
    LocalIrqScope& operator=(LocalIrqScope const&) = delete;

private:
    LocalStack& stack_; ///< of the interrupted thread
    u32 top_;
    u32 limit_;
    u32 floor_;
};

} // namespace mm
