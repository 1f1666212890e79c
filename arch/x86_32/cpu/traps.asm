; SPDX-License-Identifier: MIT
; The entries of all 256 vectors. Each builds a kernel::TrapFrame on the stack it found and calls arch_on_trap.
;
;   pushed by the CPU:      EFLAGS, CS, EIP, and for some exceptions an error code
;   pushed by the entry:    0 where there is no error code, the vector
;   pushed by trap_common:  EAX ECX EDX EBX ESP EBP ESI EDI, CR2       <- frame, lowest address
;
; State on entry: ring 0 (there is no other, so the CPU pushes no stack pointer), interrupts off.

bits 32

ERROR_CODES equ (1 << 8) | (0x1F << 10) | (1 << 17) | (1 << 21) | (1 << 29) | (1 << 30)

global trap_entries
extern arch_on_trap

section .text progbits alloc exec nowrite align=16

%assign vector 0
%rep 256
trap_entry_ %+ vector:
%if vector >= 32 || ((ERROR_CODES >> vector) & 1) == 0
    push    dword 0
%endif
    push    dword vector
    jmp     trap_common
%assign vector vector + 1
%endrep

trap_common:
    pushad
    mov     eax, cr2                    ; now, before anything else can fault
    push    eax
    cld
    push    esp                         ; the frame
    call    arch_on_trap                ; EBP as interrupted: a backtrace walks right through
    add     esp, 8
    popad                               ; ESP is not restored from the frame, popad skips it
    add     esp, 8                      ; vector, error code
    iretd

section .rodata progbits alloc noexec nowrite align=4
trap_entries:
%assign vector 0
%rep 256
    dd trap_entry_ %+ vector
%assign vector vector + 1
%endrep
