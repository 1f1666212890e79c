; SPDX-License-Identifier: MIT
; How another CPU gets from a start-up interrupt to C++. The first part is copied to a page below 1 MiB, where
; it starts in real mode; ap_trampoline.cpp fills in `Parameters`.
;
;   page, real mode --> page, protected --> page, paging on --> arch_secondary_entry --> C++
;                                           temporary tables:    the kernel's final
;                                           this page, at its    tables, without this
;                                           own address, and     page; a stack
;                                           the kernel
;
; State on entry: CS:IP = page:0, the rest as after INIT, interrupts off, caches as firmware left them.

CODE_SELECTOR equ 0x08
DATA_SELECTOR equ 0x10
EFER          equ 0xC0000080
EFER_LME      equ 1 << 8

struc Parameters                        ; as in ap_trampoline.cpp
.open:          resd 1                  ; 1: one CPU may come in
.page:          resd 1                  ; where this page is
.protected:     resd 2                  ; far pointer to the second step
.gdt:           resd 2                  ; operand of LGDT: 16 bits limit, 32 bits base
.cr4:           resd 1
.efer:          resd 1                  ; bits to set, or 0 if there may be no such register
.temporary_cr3: resd 1
.cr0:           resd 1
.final_cr3:     resd 1
.stack_top:     resd 1
.entry:         resd 1                  ; arch_secondary_entry
.index:         resd 1                  ; this CPU's number
endstruc

global ap_trampoline_begin, ap_trampoline_protected, ap_trampoline_gdt, ap_trampoline_parameters
global ap_trampoline_end, arch_secondary_entry
extern arch_start_secondary

section .rodata progbits alloc noexec nowrite align=16

%define here(label) (label - ap_trampoline_begin)
%define parameter(name) (here(ap_trampoline_parameters) + Parameters. %+ name)

bits 16
ap_trampoline_begin:
    cli
    cld
    mov     ax, cs
    mov     ds, ax
    xor     eax, eax
    xchg    [parameter(open)], eax      ; one CPU at a time: one that was given up and wakes late must not
    test    eax, eax                    ; run on the stack of the next
    jz      .halt
    mov     ebx, [parameter(page)]
    o32 lgdt [parameter(gdt)]
    mov     eax, cr0
    or      al, 1                       ; PE
    mov     cr0, eax
    jmp     dword far [parameter(protected)]
.halt:
    cli
    hlt
    jmp     .halt

bits 32
ap_trampoline_protected:                ; EBX = this page's address
    mov     eax, DATA_SELECTOR
    mov     ds, eax
    mov     es, eax
    mov     ss, eax
    mov     eax, [ebx + parameter(cr4)] ; PAE before PG
    mov     cr4, eax
    mov     ecx, [ebx + parameter(efer)]
    jecxz   .no_efer
    mov     esi, ecx
    mov     ecx, EFER                   ; NX before the first table that has it: there it would be a reserved bit
    rdmsr
    and     eax, ~EFER_LME              ; or paging would be that of long mode
    or      eax, esi
    wrmsr
.no_efer:
    mov     eax, [ebx + parameter(temporary_cr3)]
    mov     cr3, eax
    mov     edi, [ebx + parameter(index)]
    mov     edx, [ebx + parameter(final_cr3)]
    mov     esp, [ebx + parameter(stack_top)]
    mov     ecx, [ebx + parameter(entry)]
    mov     eax, [ebx + parameter(cr0)]
    mov     cr0, eax                    ; paging on: the next instruction comes from the same address
    jmp     ecx

align 8
ap_trampoline_gdt:                      ; only until C++ loads the CPU's own
    dq 0
    dq 0x00CF9B000000FFFF               ; flat code
    dq 0x00CF93000000FFFF               ; flat data
ap_trampoline_parameters:
    times Parameters_size db 0
ap_trampoline_end:

section .text progbits alloc exec nowrite align=16

; The first instructions at a kernel address. EDI = CPU number, EDX = CR3, ESP = top of its stack.
arch_secondary_entry:
    mov     cr3, edx                    ; the page below 1 MiB is gone
    xor     ebp, ebp                    ; backtraces end here
    push    edi
    call    arch_start_secondary        ; does not return
