; SPDX-License-Identifier: MIT
; The words of the command line that cannot wait for kernel/start/command_line.cpp, which reads all of them again.
;
; State: flat segments, a stack, paging off, EBX = multiboot information, EBP = the loader's magic. Keeps EBX, EDX and
; EBP; what others call also keeps ESI and EDI.

bits 32

LOADER2_MAGIC     equ 0x36D76289
INFO_FLAGS        equ 0                 ; multiboot 1: which fields are valid
INFO_COMMAND_LINE equ 16
HAS_COMMAND_LINE  equ 1 << 2
END_OF_BIOS_DATA  equ 0x500             ; no loader puts its information below: a null pointer does
FIRST_TAG         equ 8                 ; multiboot 2: tags, each with its type, its bytes, then what it says
TAG_BYTES         equ 4
TAG_TEXT          equ 8
TAG_COMMAND_LINE  equ 1
TAG_LIMIT         equ 64                ; GRUB puts the command line first
LINE_LIMIT        equ 4096              ; a command line without an end is not followed for ever
HIGHEST_SPEED     equ 115200            ; of a UART, with divisor 1
LOWEST_SPEED      equ 50
MORE              equ 0                 ; behind a text: the word goes on
WHOLE             equ 1                 ; the word is over

global forcepae_given, serial_divisor

section .boot.text progbits alloc exec nowrite align=16

; ZF set: there is the word "forcepae".
forcepae_given:
    push    esi
    push    edi
    mov     edi, word_forcepae
    call    find_word
    pop     edi
    pop     esi
    ret

; EAX = what COM1's clock is to be divided by for the SPEED of "console=ttyS0,SPEED"; 1 where there is none.
serial_divisor:
    push    esi
    push    edi
    push    edx
    mov     edi, word_console
    call    find_word
    jnz     .fastest
    call    read_number
    cmp     ecx, LOWEST_SPEED
    jb      .fastest
    cmp     ecx, HIGHEST_SPEED
    ja      .fastest
    mov     eax, HIGHEST_SPEED
    xor     edx, edx
    div     ecx
    jmp     .out
.fastest:
    mov     eax, 1
.out:
    pop     edx
    pop     edi
    pop     esi
    ret

; ZF set: there is a command line, at ESI. Changes EAX, ECX and ESI.
command_line:
    cmp     ebx, END_OF_BIOS_DATA
    jb      .none
    cmp     ebp, LOADER2_MAGIC
    je      .tags
    mov     esi, [ebx + INFO_COMMAND_LINE]
    mov     eax, [ebx + INFO_FLAGS]
    and     eax, HAS_COMMAND_LINE
    cmp     eax, HAS_COMMAND_LINE
    ret
.tags:
    lea     esi, [ebx + FIRST_TAG]
    mov     ecx, TAG_LIMIT
.tag:
    mov     eax, [esi + TAG_BYTES]
    cmp     eax, TAG_TEXT
    jb      .out                        ; damaged: ZF is clear
    cmp     dword [esi], TAG_COMMAND_LINE
    je      .found
    cmp     dword [esi], 0              ; the end
    je      .none
    add     eax, 7
    and     eax, ~7
    add     esi, eax
    loop    .tag
.none:
    test    esp, esp                    ; clears ZF
    ret
.found:
    lea     esi, [esi + TAG_TEXT]       ; leaves the flags alone
.out:
    ret

; EDI = text that ends with MORE or WHOLE. ZF set: a word begins with it, or is it, and ESI points behind that. Changes
; EAX, ECX, ESI and EDI.
find_word:
    call    command_line
    jnz     .no
    mov     ecx, LINE_LIMIT
.quote:                                 ; a loader may put a word into quotes, or several
    inc     esi
    dec     ecx
    jz      .no
.word:                                  ; ESI: where one may begin
    cmp     byte [esi], '"'
    je      .quote
    push    esi
    push    edi
.same:
    mov     al, [edi]
    cmp     al, WHOLE
    je      .whole
    jb      .found                      ; MORE
    cmp     al, [esi]                   ; the 0 that ends the line differs from all of our letters
    jne     .differs
    inc     esi
    inc     edi
    jmp     .same
.whole:
    cmp     byte [esi], '"'
    je      .found
    cmp     byte [esi], ' '             ; after a word comes a blank, a tab, or the 0 at the end
    ja      .differs
.found:
    add     esp, 8                      ; ESI stays where it is
    cmp     al, al                      ; sets ZF
    ret
.differs:
    pop     edi
    pop     esi
.skip:                                  ; to the end of this word
    dec     ecx
    jz      .no
    lodsb
    cmp     al, 0
    je      .no
    cmp     al, ' '                     ; or a tab
    ja      .skip
    jmp     .word
.no:
    test    esp, esp                    ; clears ZF
    ret

; ESI = decimal digits up to a blank, a quote, "n8" or the end. ECX = the number; 0 if it is not one, or has more than six
; digits. Changes EAX, EDX and ESI.
read_number:
    xor     eax, eax
    xor     ecx, ecx
    mov     edx, 6
.next:
    lodsb
    cmp     al, 'n'
    je      .no_parity
    cmp     al, '"'
    je      .out
    cmp     al, ' '
    jbe     .out
    sub     al, '0'
    cmp     al, 9
    ja      .none
    imul    ecx, ecx, 10
    add     ecx, eax
    dec     edx
    jns     .next
    jmp     .none
.no_parity:                             ; "9600n8" says what holds anyway
    mov     al, [esi]
    cmp     al, '8'
    jne     .end
    mov     al, [esi + 1]
.end:
    cmp     al, '"'
    je      .out
    cmp     al, ' '
    jbe     .out
.none:
    xor     ecx, ecx
.out:
    ret

section .boot.rodata progbits alloc noexec nowrite align=1
word_forcepae:
    db "forcepae", WHOLE
word_console:
    db "console=ttyS0,", MORE
