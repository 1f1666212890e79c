; SPDX-License-Identifier: MIT
; Instructions that ask the hardware, and that it may refuse. Each of them is in the exception table
; (kernel/hw/fixups.hpp); when it is refused, execution goes on behind it, with EAX = the exception's vector.
;
; All are cdecl and return that vector, or 0. None of them can be refused with a vector 0, a divide error.

bits 32

global arch_try_rdmsr, arch_try_wrmsr, arch_try_in, arch_try_out, arch_try_cpuid

section .text progbits alloc exec nowrite align=16

; u32 arch_try_rdmsr(u32 index, u64* value)
arch_try_rdmsr:
    mov     ecx, [esp + 4]
.it:
    rdmsr
    mov     ecx, [esp + 8]
    mov     [ecx], eax
    mov     [ecx + 4], edx
    xor     eax, eax
.refused:
    ret

; u32 arch_try_wrmsr(u32 index, u32 low, u32 high)
arch_try_wrmsr:
    mov     ecx, [esp + 4]
    mov     eax, [esp + 8]
    mov     edx, [esp + 12]
.it:
    wrmsr
    xor     eax, eax
.refused:
    ret

; u32 arch_try_in(u32 port, u32 bytes, u32* value)
arch_try_in:
    mov     edx, [esp + 4]
    mov     ecx, [esp + 8]
    xor     eax, eax
    cmp     ecx, 2
    je      .word
    ja      .dword
.byte:
    in      al, dx
    jmp     .done
.word:
    in      ax, dx
    jmp     .done
.dword:
    in      eax, dx
.done:
    mov     ecx, [esp + 12]
    mov     [ecx], eax
    xor     eax, eax
.refused:
    ret

; u32 arch_try_out(u32 port, u32 bytes, u32 value)
arch_try_out:
    mov     edx, [esp + 4]
    mov     ecx, [esp + 8]
    mov     eax, [esp + 12]
    cmp     ecx, 2
    je      .word
    ja      .dword
.byte:
    out     dx, al
    jmp     .done
.word:
    out     dx, ax
    jmp     .done
.dword:
    out     dx, eax
.done:
    xor     eax, eax
.refused:
    ret

; u32 arch_try_cpuid(u32 leaf, u32 subleaf, u32 registers[4])
arch_try_cpuid:
    push    ebx
    push    edi
    mov     eax, [esp + 12]
    mov     ecx, [esp + 16]
    mov     edi, [esp + 20]
.it:
    cpuid
    mov     [edi], eax
    mov     [edi + 4], ebx
    mov     [edi + 8], ecx
    mov     [edi + 12], edx
    xor     eax, eax
.refused:
    pop     edi
    pop     ebx
    ret

section .fixups progbits alloc noexec nowrite align=4

    dd      arch_try_rdmsr.it, arch_try_rdmsr.refused
    dd      arch_try_wrmsr.it, arch_try_wrmsr.refused
    dd      arch_try_in.byte, arch_try_in.refused
    dd      arch_try_in.word, arch_try_in.refused
    dd      arch_try_in.dword, arch_try_in.refused
    dd      arch_try_out.byte, arch_try_out.refused
    dd      arch_try_out.word, arch_try_out.refused
    dd      arch_try_out.dword, arch_try_out.refused
    dd      arch_try_cpuid.it, arch_try_cpuid.refused
