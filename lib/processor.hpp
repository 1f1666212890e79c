// SPDX-License-Identifier: MIT
// What locks and guards ask of a processor. Defined by arch/x86_32 and by tests/sim.
#pragma once

#include "lib/types.hpp"

inline constexpr u32 kMaxCpus = 32; ///< how many CPUs this kernel is built for

namespace hw {

/// This CPU's number, 0 .. kMaxCpus-1. Stable only while the caller cannot migrate.
[[nodiscard]] u32 cpu_index() noexcept;

/// Disables interrupts on this CPU; returns whether they were on, for irq_restore().
[[nodiscard]] bool irq_save() noexcept;
/// Ends what irq_save() began. If that turns interrupts on, and a switch of threads has been asked for
/// meanwhile, it happens here.
void irq_restore(bool were_on);
[[nodiscard]] bool irqs_on() noexcept;

/// From here to the matching call this CPU runs no other thread; interrupts continue. Nests. Any context. A
/// switch that has been asked for meanwhile happens at the end of the outermost pair.
void preempt_disable() noexcept;
void preempt_enable();

/// One breath in a loop that waits for another CPU.
void pause() noexcept;

} // namespace hw
