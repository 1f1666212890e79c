; SPDX-License-Identifier: MIT
; What entry.asm asks of the CPU and of the command line before it dares to go on.
;
; State: flat segments, a stack, paging off. Every routine keeps EBX, ESI, EDI and EBP.

bits 32

EFLAGS_ID         equ 1 << 21
INFO_FLAGS        equ 0                 ; multiboot information: which fields are valid
INFO_COMMAND_LINE equ 16
HAS_COMMAND_LINE  equ 1 << 2
LINE_LIMIT        equ 4096              ; a command line without an end is not followed for ever

global cpuid_exists, leaf1_edx, forcepae_given

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

; EBX = multiboot information. ZF set: its command line has "forcepae" as a word of its own. Keeps EDX.
forcepae_given:
    push    esi
    push    edi
    test    dword [ebx + INFO_FLAGS], HAS_COMMAND_LINE
    jz      .no
    mov     esi, [ebx + INFO_COMMAND_LINE]
    mov     ecx, LINE_LIMIT
    mov     edi, word_forcepae          ; EDI: what the next character would have to be
.next:
    lodsb
    cmp     al, ' '
    jbe     .end_of_word                ; a blank, or the 0 at the end
    cmp     al, [edi]
    jne     .differs
    inc     edi
    loop    .next
    jmp     .no
.differs:
    mov     edi, unmatchable
    loop    .next
    jmp     .no
.end_of_word:
    cmp     byte [edi], 0               ; did ours end with it?
    je      .out
    mov     edi, word_forcepae
    test    al, al
    jz      .no
    loop    .next
.no:
    test    esp, esp                    ; clears ZF
.out:
    pop     edi
    pop     esi
    ret

section .boot.rodata progbits alloc noexec nowrite align=1
word_forcepae:
    db "forcepae", 0
unmatchable:
    db 1                                ; no word contains it
