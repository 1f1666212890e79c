// SPDX-License-Identifier: MIT
// The interrupted task's registers lie in its TaskState: they are made into a trap frame for the kernel,
// and written back when the kernel wants the task to continue.
#include "arch/x86_32/cpu/double_fault.hpp"

#include "arch/x86_32/cpu/gdt.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/hw/trap.hpp"

namespace arch {
namespace {

extern "C" [[noreturn]] void arch_leave_double_fault_task(u32 stack_top); // double_fault.asm
extern "C" [[noreturn]] void arch_on_double_fault();

constexpr u32 kOnlyReservedFlag = 1u << 1; // always 1; interrupts off

kernel::TrapFrame frame_of(TaskState const& task)
{
    return {.cr2 = read_cr2(),
            .edi = task.edi,
            .esi = task.esi,
            .ebp = task.ebp,
            .esp = task.esp,
            .ebx = task.ebx,
            .edx = task.edx,
            .ecx = task.ecx,
            .eax = task.eax,
            .vector = kernel::vector::kDoubleFault,
            .error = 0,
            .eip = task.eip,
            .cs = task.cs,
            .eflags = task.eflags};
}

void arch_on_double_fault()
{
    clts(); // the task switch set it; nothing here may trap on an FPU instruction of the interrupted task
    kernel::TrapFrame frame = frame_of(main_task());
    kernel::on_exception(frame);
    leave_double_fault_task(frame.eip, frame.esp); // the only way back from a double fault is escape()
}

} // namespace

bool in_double_fault_task() { return str() == kDoubleFaultTaskSelector; }

void leave_double_fault_task(u32 eip, u32 esp)
{
    TaskState& task = main_task();
    task.eip = eip;
    task.esp = esp;
    task.eflags = kOnlyReservedFlag;
    arch_leave_double_fault_task(double_fault_stack_top().raw());
}

} // namespace arch
