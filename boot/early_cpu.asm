; SPDX-License-Identifier: MIT
; What entry.asm asks of the CPU before it dares to continue.
;
; State: flat segments, a stack, paging off. Every routine keeps EBX, ESI, EDI and EBP.

bits 32

EFLAGS_ID equ 1 << 21

global cpuid_exists, leaf1_edx

section .boot.text progbits alloc exec nowrite align=16

; ZF clear: CPUID exists, that is, EFLAGS.ID can be changed (SDM vol. 1, 20.1.2).
cpuid_exists:
    pushfd
    pop     ecx
    mov     eax, ecx
    xor     eax, EFLAGS_ID
    push    eax
    popfd
    pushfd
    pop     eax
    push    ecx                         ; EFLAGS as they were
    popfd
    xor     eax, ecx
    test    eax, EFLAGS_ID
    ret

; EDX = feature bits of CPUID leaf 1; 0 where that leaf does not exist.
leaf1_edx:
    push    ebx
    xor     edx, edx
    xor     eax, eax
    cpuid
    test    eax, eax                    ; EAX = the highest leaf
    mov     edx, 0                      ; (leaves the flags alone)
    jz      .done
    mov     eax, 1
    cpuid
.done:
    pop     ebx
    ret
