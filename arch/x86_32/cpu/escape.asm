; SPDX-License-Identifier: MIT
; Calling a function that may be abandoned half-way (hw::call_escapable, hw::escape). Where setjmp would
; return twice, this returns once: the saved registers lie on the stack, below the caller's frame.
;
;   EscapePoint.stack_pointer -> EFLAGS, EDI, ESI, EBX, EBP, return address, point, function, argument

bits 32

global arch_call_escapable, arch_escape_landing, arch_escape

section .text progbits alloc exec nowrite align=16

; u32 arch_call_escapable(EscapePoint& point, void (*function)(void*), void* argument): 1 if it escaped
arch_call_escapable:
    push    ebp
    push    ebx
    push    esi
    push    edi
    pushfd
    mov     eax, [esp + 24]
    mov     [eax], esp
    mov     ecx, [esp + 28]
    push    dword [esp + 32]
    call    ecx
    add     esp, 4
    xor     eax, eax
    jmp     restore

; [[noreturn]] void arch_escape(u32 stack_pointer)
arch_escape:
    mov     esp, [esp + 4]

; ESP = EscapePoint.stack_pointer; nothing else is known of the registers.
arch_escape_landing:
    mov     eax, 1
restore:
    popfd
    pop     edi
    pop     esi
    pop     ebx
    pop     ebp
    ret
