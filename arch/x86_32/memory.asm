; SPDX-License-Identifier: MIT
; The C library functions that compilers call by themselves. In assembly, so that no optimiser can recognise a
; loop in here as the very function it implements. Prototypes as in <string.h>, cdecl.

bits 32

global memcpy, memmove, memset, memcmp, memchr, strlen

section .text progbits alloc exec nowrite align=16

; void* memcpy(void* to, void const* from, size_t bytes)
memcpy:
    push    esi
    push    edi
    mov     edi, [esp + 12]
    mov     esi, [esp + 16]
    mov     edx, [esp + 20]
    mov     eax, edi
    mov     ecx, edx
    shr     ecx, 2
    rep movsd
    mov     ecx, edx
    and     ecx, 3
    rep movsb
    pop     edi
    pop     esi
    ret

; void* memmove(void* to, void const* from, size_t bytes)
memmove:
    mov     eax, [esp + 4]
    sub     eax, [esp + 8]              ; how far behind `from` the target begins, modulo 2^32
    cmp     eax, [esp + 12]
    jae     memcpy                      ; it begins outside the source: forwards never overtakes itself
    push    esi
    push    edi
    mov     ecx, [esp + 20]
    mov     edi, [esp + 12]
    mov     esi, [esp + 16]
    lea     edi, [edi + ecx - 1]
    lea     esi, [esi + ecx - 1]
    std
    rep movsb
    cld
    mov     eax, [esp + 12]
    pop     edi
    pop     esi
    ret

; void* memset(void* to, int value, size_t bytes)
memset:
    push    edi
    mov     edi, [esp + 8]
    movzx   eax, byte [esp + 12]
    mov     edx, [esp + 16]
    imul    eax, eax, 0x01010101
    mov     ecx, edx
    shr     ecx, 2
    rep stosd
    mov     ecx, edx
    and     ecx, 3
    rep stosb
    mov     eax, [esp + 8]
    pop     edi
    ret

; int memcmp(void const* left, void const* right, size_t bytes)
memcmp:
    push    esi
    push    edi
    mov     esi, [esp + 12]
    mov     edi, [esp + 16]
    mov     ecx, [esp + 20]
    xor     eax, eax                    ; equal, and ZF set for a length of 0
    repe cmpsb
    je      .done
    movzx   eax, byte [esi - 1]
    movzx   edx, byte [edi - 1]
    sub     eax, edx
.done:
    pop     edi
    pop     esi
    ret

; void* memchr(void const* bytes, int value, size_t count)
memchr:
    push    edi
    mov     edi, [esp + 8]
    mov     al, [esp + 12]
    mov     ecx, [esp + 16]
    test    edi, edi                    ; clears ZF, for a count of 0
    repne scasb
    lea     eax, [edi - 1]
    je      .found
    xor     eax, eax
.found:
    pop     edi
    ret

; size_t strlen(char const* text)
strlen:
    push    edi
    mov     edi, [esp + 8]
    xor     eax, eax
    mov     ecx, -1
    repne scasb
    mov     eax, -2
    sub     eax, ecx
    pop     edi
    ret
