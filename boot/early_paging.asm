; SPDX-License-Identifier: MIT
; Paging for the way up: one directory of 2 MiB pages, seen twice, until arch/x86_32/cpu/paging.cpp loads the final
; tables. The application processors take the same way, so these tables stay as they are, except that
; arch/x86_32/cpu/early_map.cpp adds to the directory what lies further up.
;
;   0x00000000 .. 16 MiB  --+
;                           +-->  physical 0 .. 16 MiB, readable, writable, executable
;   0xC0000000 .. 16 MiB  --+
;
; State: flat segments, a stack in the first 16 MiB, paging off; afterwards the same at both addresses.

bits 32

EARLY_MAP_BYTES equ 16 << 20            ; boot_main.cpp knows it as arch::kEarlyMapBytes
LARGE_PAGE      equ 2 << 20
PRESENT         equ 1 << 0
WRITE           equ 1 << 1
ACCESSED        equ 1 << 5              ; set already, so that the CPU has nothing to write back
DIRTY           equ 1 << 6
LARGE           equ 1 << 7
CR0_WP          equ 1 << 16
CR0_AM          equ 1 << 18
CR0_NW_CD       equ 3 << 29             ; caches off
CR0_PG          equ 1 << 31
CR4_PSE         equ 1 << 4              ; PAE does not need it for large pages (SDM 4.1.1), but v86 does
CR4_PAE         equ 1 << 5
CR4_MCE         equ 1 << 6
CR4_VMXE        equ 1 << 13

global enable_early_paging, early_directory, early_pdpt

section .boot.text progbits alloc exec nowrite align=16
; Multiboot promises nothing about other bits of CR0 and CR4. What the kernel does not use is switched off: what ran before
; may have forbidden itself some memory (SMEP, SMAP, PKE), or the caches. Two bits stay: machine checks, and the one that
; cannot be cleared on a CPU that has been left in VMX operation.
enable_early_paging:
    mov     eax, cr4
    and     eax, CR4_MCE | CR4_VMXE
    or      eax, CR4_PAE | CR4_PSE
    mov     cr4, eax
    mov     eax, early_pdpt
    mov     cr3, eax
    mov     eax, cr0
    and     eax, ~(CR0_AM | CR0_NW_CD)
    or      eax, CR0_PG | CR0_WP
    mov     cr0, eax
    ret

section .boot.data progbits alloc noexec write align=4096
early_directory:
%assign address 0
%rep EARLY_MAP_BYTES / LARGE_PAGE
    dd address | PRESENT | WRITE | ACCESSED | DIRTY | LARGE, 0
%assign address address + LARGE_PAGE
%endrep
    times 4096 - ($ - early_directory) db 0
early_pdpt:                             ; 32-byte aligned; nothing but P may be set in these entries
    dd early_directory + PRESENT, 0
    dd 0, 0
    dd 0, 0
    dd early_directory + PRESENT, 0
