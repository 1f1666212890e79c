; SPDX-License-Identifier: MIT
; A boot loader that is as honest as its maker: a multiboot kernel itself, far up in memory, it unpacks the
; ELF file that it was given as a module and enters it with EAX = MAGIC and EBX = HANDED_OVER. At INFO_AT it
; has put INFO_FILE.

%ifndef HANDED_OVER                     ; an honest loader
%define HANDED_OVER INFO_AT
%endif

%ifndef BEYOND_THE_FILE                 ; what memory holds where a segment has none in the file
%define BEYOND_THE_FILE 0
%endif

        bits 32
        section .text
        dd 0x1BADB002, 0, -0x1BADB002   ; multiboot header

global _start
_start: cld
        mov esp, stack_top
        mov eax, [ebx + 24]             ; multiboot: the first module
        mov ebp, [eax]                  ; the ELF file
        mov ebx, [ebp + 28]             ; its program headers
        add ebx, ebp
        movzx edx, word [ebp + 44]      ; how many
next:   cmp dword [ebx], 1              ; PT_LOAD
        jne skip
        mov esi, [ebx + 4]              ; offset in the file
        add esi, ebp
        mov edi, [ebx + 12]             ; physical address
        mov ecx, [ebx + 16]             ; bytes in the file
        rep movsb
        mov ecx, [ebx + 20]             ; bytes in memory: the rest should be zero
        sub ecx, [ebx + 16]
        mov al, BEYOND_THE_FILE
        rep stosb
skip:   add ebx, 32
        dec edx
        jnz next

        mov esi, info
        mov edi, INFO_AT
        mov ecx, info_bytes
        rep movsb
        mov edx, [ebp + 24]             ; the entry
        push edx                        ; LEAVES_BEHIND: what this loader does to the machine and does not undo
%ifdef LEAVES_BEHIND
        %include LEAVES_BEHIND
%endif
        pop edx
        lgdt [no_gdt]                   ; multiboot promises no GDT, so there is none
        mov eax, MAGIC
        mov ebx, HANDED_OVER
        jmp edx

no_gdt: dw 0
        dd 0
info:   incbin INFO_FILE
info_bytes equ $ - info

        section .bss
        resb 4096
stack_top:
