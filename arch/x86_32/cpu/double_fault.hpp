// SPDX-License-Identifier: MIT
// Double faults. The cause is nearly always a kernel stack that ran into the unmapped page below it: the
// CPU cannot push the page fault's frame there, so it faults again. It then switches to a task made for
// this, with a good stack.
#pragma once

#include "lib/types.hpp"

namespace arch {

/// Where that task begins. Entered by the hardware only.
extern "C" void arch_double_fault_task();

/// True on a CPU that is handling a double fault.
[[nodiscard]] bool in_double_fault_task();

/// Ends the handling: the interrupted task continues at `eip` with `esp`, interrupts off, the other
/// registers unspecified. Precondition: in_double_fault_task().
[[noreturn]] void leave_double_fault_task(u32 eip, u32 esp);

} // namespace arch
