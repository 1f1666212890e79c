; SPDX-License-Identifier: MIT
; Loading a segment table: the part that needs a far return. Selectors as in gdt.hpp.

bits 32

CODE_SELECTOR equ 0x08
DATA_SELECTOR equ 0x10
CPU_SELECTOR  equ 0x18

global arch_load_segments

section .text progbits alloc exec nowrite align=16

; void arch_load_segments(TablePointer const* gdt)
arch_load_segments:
    mov     eax, [esp + 4]
    lgdt    [eax]
    push    CODE_SELECTOR
    push    .reload
    retf
.reload:
    mov     eax, DATA_SELECTOR
    mov     ds, eax
    mov     es, eax
    mov     ss, eax
    mov     gs, eax
    mov     eax, CPU_SELECTOR
    mov     fs, eax
    ret
