; SPDX-License-Identifier: MIT
; void arch_call_stepped(void (*function)(void*), void* argument): calls it with the trap flag set. The CPU takes
; the flag away when it enters an exception or interrupt handler, and IRETD brings it back.

bits 32

TRAP_FLAG equ 1 << 8                    ; of EFLAGS

global arch_call_stepped

section .text progbits alloc exec nowrite align=16

arch_call_stepped:
    mov     eax, [esp + 4]
    push    dword [esp + 8]
    pushfd
    or      dword [esp], TRAP_FLAG
    popfd                               ; the first exception comes after the instruction that follows this one
    call    eax
    pushfd
    and     dword [esp], ~TRAP_FLAG
    popfd
    add     esp, 4
    ret
