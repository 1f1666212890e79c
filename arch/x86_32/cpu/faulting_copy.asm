; SPDX-License-Identifier: MIT
; A copy and a clearing whose accesses may fault. Each instruction that touches memory is in the exception
; table (kernel/hw/fixups.hpp), with the place at which to continue when its page is missing for good.

bits 32

global arch_copy_catching_faults, arch_clear_catching_faults

section .text progbits alloc exec nowrite align=16

; u32 arch_copy_catching_faults(void* to, void const* from, u32 bytes): how many bytes were not copied. cdecl.
arch_copy_catching_faults:
    push    esi
    push    edi
    mov     edi, [esp + 12]
    mov     esi, [esp + 16]
    mov     edx, [esp + 20]
    mov     ecx, edx
    and     edx, 3                      ; what is left after the last whole dword
    shr     ecx, 2
.dwords:
    rep movsd
    mov     ecx, edx
.bytes:
    rep movsb
.stuck:
    mov     eax, ecx                    ; 0 if nothing faulted: the CPU counts down as it copies
    pop     edi
    pop     esi
    ret

; A dword reached into the missing page: up to three of its bytes may still be there. One at a time, until the
; very byte that is missing.
.dword_stuck:
    lea     ecx, [ecx * 4 + edx]
    jmp     .bytes

; u32 arch_clear_catching_faults(void* to, u32 bytes): how many bytes were not cleared. cdecl.
arch_clear_catching_faults:
    push    edi
    mov     edi, [esp + 8]
    mov     edx, [esp + 12]
    xor     eax, eax
    mov     ecx, edx
    and     edx, 3
    shr     ecx, 2
.dwords:
    rep stosd
    mov     ecx, edx
.bytes:
    rep stosb
.stuck:
    mov     eax, ecx
    pop     edi
    ret

.dword_stuck:
    lea     ecx, [ecx * 4 + edx]
    jmp     .bytes

section .fixups progbits alloc noexec nowrite align=4

    dd      arch_copy_catching_faults.dwords, arch_copy_catching_faults.dword_stuck
    dd      arch_copy_catching_faults.bytes, arch_copy_catching_faults.stuck
    dd      arch_clear_catching_faults.dwords, arch_clear_catching_faults.dword_stuck
    dd      arch_clear_catching_faults.bytes, arch_clear_catching_faults.stuck
