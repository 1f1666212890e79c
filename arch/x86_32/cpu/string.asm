; SPDX-License-Identifier: MIT
; The C library functions that compilers call of their own accord. In assembly, so that no optimiser can
; recognise a loop in here as the very function that it implements. Prototypes as in <string.h>, cdecl. All
; keep a frame pointer: a copy is where a bad pointer faults, and the backtrace should say whose copy it
; was.
;
;    [ebp + 8], [ebp + 12], [ebp + 16]: the parameters

bits 32

global memcpy, memmove, memset, memcmp, memchr, strlen

section .text progbits alloc exec nowrite align=16

; void* memcpy(void* to, void const* from, size_t bytes)
memcpy:
    push    ebp
    mov     ebp, esp
    push    esi
    push    edi
    mov     edi, [ebp + 8]
    mov     esi, [ebp + 12]
    mov     edx, [ebp + 16]
    mov     eax, edi
    mov     ecx, edx
    and     edx, 3                      ; what is left after the last whole dword: a fault finds it there,
    shr     ecx, 2                      ; see arch/x86_32/decode/faulting_instruction.cpp
    rep movsd
    mov     ecx, edx
    rep movsb
    pop     edi
    pop     esi
    pop     ebp
    ret

; void* memmove(void* to, void const* from, size_t bytes)
memmove:
    mov     eax, [esp + 4]
    sub     eax, [esp + 8]              ; how far after `from` the target begins, modulo 2^32
    cmp     eax, [esp + 12]
    jae     memcpy                      ; it begins outside the source: forwards never overtakes itself
    push    ebp
    mov     ebp, esp
    push    esi
    push    edi
    mov     edi, [ebp + 8]
    mov     esi, [ebp + 12]
    mov     ecx, [ebp + 16]
    lea     edi, [edi + ecx - 1]
    lea     esi, [esi + ecx - 1]
    std
    rep movsb
    cld
    mov     eax, [ebp + 8]
    pop     edi
    pop     esi
    pop     ebp
    ret

; void* memset(void* to, int value, size_t bytes)
memset:
    push    ebp
    mov     ebp, esp
    push    edi
    mov     edi, [ebp + 8]
    movzx   eax, byte [ebp + 12]
    mov     edx, [ebp + 16]
    imul    eax, eax, 0x01010101
    mov     ecx, edx
    and     edx, 3
    shr     ecx, 2
    rep stosd
    mov     ecx, edx
    rep stosb
    mov     eax, [ebp + 8]
    pop     edi
    pop     ebp
    ret

; int memcmp(void const* left, void const* right, size_t bytes)
memcmp:
    push    ebp
    mov     ebp, esp
    push    esi
    push    edi
    mov     esi, [ebp + 8]
    mov     edi, [ebp + 12]
    mov     ecx, [ebp + 16]
    xor     eax, eax                    ; equal, and ZF set for a length of 0
    repe cmpsb
    je      .done
    movzx   eax, byte [esi - 1]
    movzx   edx, byte [edi - 1]
    sub     eax, edx
.done:
    pop     edi
    pop     esi
    pop     ebp
    ret

; void* memchr(void const* bytes, int value, size_t count)
memchr:
    push    ebp
    mov     ebp, esp
    push    edi
    mov     edi, [ebp + 8]
    mov     al, [ebp + 12]
    mov     ecx, [ebp + 16]
    test    edi, edi                    ; clears ZF, for a count of 0
    repne scasb
    lea     eax, [edi - 1]
    je      .found
    xor     eax, eax
.found:
    pop     edi
    pop     ebp
    ret

; size_t strlen(char const* text)
strlen:
    push    ebp
    mov     ebp, esp
    push    edi
    mov     edi, [ebp + 8]
    xor     eax, eax
    mov     ecx, -1
    repne scasb
    mov     eax, -2
    sub     eax, ecx
    pop     edi
    pop     ebp
    ret
