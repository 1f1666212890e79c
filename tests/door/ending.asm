; SPDX-License-Identifier: MIT
; The smallest kernel that can end: prints TEXT on COM1, then does what HOW says. For tests of ./dormer run, which
; has to tell the endings apart.
;
;   TEXT    a string, for example "dormer: end pass"
;   HOW     exit: writes VALUE to isa-debug-exit; hang: halts; reset: triple fault

        bits 32
        section .text
        dd 0x1BADB002, 0, -0x1BADB002   ; multiboot header
        global _start
_start: mov esi, text
        mov dx, 0x3f8
print:  lodsb
        test al, al
        jz ended
        out dx, al
        jmp print
ended:
%ifidn HOW, exit
        mov eax, VALUE
        mov dx, 0xf4
        out dx, eax
%elifidn HOW, reset
        lidt [no_idt]
        int3
%endif
hang:   cli
        hlt
        jmp hang
text:   db TEXT, 10, 0
no_idt: dw 0
        dd 0
