// SPDX-License-Identifier: MIT
// Our numbers for CPUs (0, 1, 2, ... in the order in which they started) and the APIC ids that reach them.
#pragma once

#include "lib/types.hpp"

namespace arch {

/// CPU `index` is reached by `apic_id` from now on. On that CPU.
void number_cpu(u32 index, u8 apic_id);

/// What number_cpu() was told.
[[nodiscard]] u8 apic_id_of(u32 index);

/// Interrupts CPU `index`, which has a number, with `vector`. Any context.
void interrupt_cpu(u32 index, u32 vector);
/// The same, even if that CPU has its interrupts off.
void interrupt_cpu_unmaskably(u32 index);

} // namespace arch
