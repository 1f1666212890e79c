// SPDX-License-Identifier: MIT
// Single-stepping: the trap flag is set by single_step.asm, the exceptions come through traps.asm.
#include "kernel/hw/machine.hpp"

extern "C" void arch_call_stepped(void (*function)(void*), void* argument);

namespace hw {

void call_stepped(void (*function)(void*), void* argument) { arch_call_stepped(function, argument); }

} // namespace hw
