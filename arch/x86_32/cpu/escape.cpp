// SPDX-License-Identifier: MIT
// Abandoning a function, even from the double-fault task.
#include "kernel/hw/escape.hpp"

#include "arch/x86_32/cpu/double_fault.hpp"

extern "C" u32 arch_call_escapable(hw::EscapePoint& point, void (*function)(void*), void* argument);
extern "C" void arch_escape_landing();
extern "C" [[noreturn]] void arch_escape(std::uintptr_t stack_pointer);

namespace hw {

bool call_escapable(EscapePoint& point, void (*function)(void*), void* argument)
{
    return arch_call_escapable(point, function, argument) != 0;
}

// In the double-fault task the point lies in the interrupted one: going back there is a task switch.
void escape(EscapePoint const& point)
{
    if (arch::in_double_fault_task())
        arch::leave_double_fault_task(reinterpret_cast<u32>(&arch_escape_landing), point.stack_pointer);
    arch_escape(point.stack_pointer);
}

} // namespace hw
