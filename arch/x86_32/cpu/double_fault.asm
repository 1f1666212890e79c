; SPDX-License-Identifier: MIT
; The body of the double-fault task: called by the hardware, left by the hardware (SDM vol. 3A, 7.3 and 7.4).
;
; State on entry, by a task gate: every register from the task's TaskState, the error code (0) on its empty
; stack, interrupts off, EFLAGS.NT set, the interrupted task's registers in its own TaskState.

bits 32

EFLAGS_NT equ 1 << 14

global arch_double_fault_task, arch_leave_double_fault_task
extern arch_on_double_fault

section .text progbits alloc exec nowrite align=16

arch_double_fault_task:
    xor     ebp, ebp                    ; backtraces end here
    call    arch_on_double_fault        ; does not return

; [[noreturn]] void arch_leave_double_fault_task(u32 stack_top)
; Back to the interrupted task. The switch saves this task as it is: with an empty stack, about to execute
; the instruction after IRETD, which is where the next double fault will begin.
arch_leave_double_fault_task:
    mov     esp, [esp + 4]
    pushfd
    or      dword [esp], EFLAGS_NT      ; lost if an exception was handled in between
    popfd
    iretd
    jmp     arch_double_fault_task
