; SPDX-License-Identifier: MIT
; The context switch: extern "C" void arch_switch_stack(u32* from, u32 to), interrupts off. The caller saved EAX,
; ECX, EDX and the flags as for any call (kernel/thread/scheduler.cpp restores the interrupt flag), so the four registers
; that a C++ function must preserve, and the stack pointer, are all that a thread leaves behind:
;
;     *from, to -> [ EDI ][ ESI ][ EBX ][ EBP ][ return address ][ from ][ to ] ...   the stack that was left
;
; A new thread's stack is laid out like this by arch/x86_32/cpu/context.cpp, with the thread's entry as the address.
; Proved by: single_step_switch_between_two_holders_interrupted_by_a_mapping_handler,
; single_step_first_switch_to_a_thread_interrupted_by_a_mapping_handler.

bits 32

global arch_switch_stack

section .text progbits alloc exec nowrite align=16

arch_switch_stack:
    mov     eax, [esp + 4]
    mov     edx, [esp + 8]
    push    ebp
    push    ebx
    push    esi
    push    edi
    mov     [eax], esp                  ; from here on nobody needs this stack
    mov     esp, edx
    pop     edi
    pop     esi
    pop     ebx
    pop     ebp
    ret
