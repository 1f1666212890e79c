; SPDX-License-Identifier: MIT
; What entry.asm asks of the CPU before it dares to continue.
;
; State: flat segments, a stack, paging off. Every routine keeps EBX, ESI, EDI and EBP.

bits 32

EFLAGS_ID equ 1 << 21
EXTENDED  equ 0x80000000                ; the leaf that says how many of its kind there are
LONG_MODE equ 1 << 29                   ; in EDX of leaf EXTENDED + 1
EFER      equ 0xC0000080
EFER_LME  equ 1 << 8

global cpuid_exists, leaf1_edx, leave_long_mode

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

; A loader that comes from 64-bit firmware may leave EFER.LME set: then paging would switch the CPU to long mode, whose
; tables are others.
leave_long_mode:
    push    ebx
    mov     eax, EXTENDED
    cpuid
    cmp     eax, EXTENDED + 1
    jb      .done                       ; also where the leaf does not exist, and answers like another one
    cmp     eax, EXTENDED + 0xFFFF
    ja      .done
    mov     eax, EXTENDED + 1
    cpuid
    test    edx, LONG_MODE
    jz      .done
    mov     ecx, EFER
    rdmsr
    test    eax, EFER_LME
    jz      .done
    and     eax, ~EFER_LME
    wrmsr
.done:
    pop     ebx
    ret
