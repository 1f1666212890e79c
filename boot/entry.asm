; SPDX-License-Identifier: MIT
; Where the boot loader jumps to: the multiboot headers, every reason to refuse this machine, then C++.
; Everything up to early_paging runs on a 486: no CMOV, and no CPUID before it is known to exist.
; Read next: early_cpu.asm (what is asked of the CPU), early_words.asm (of the command line), early_paging.asm,
; boot_main.cpp.
;
; On entry (multiboot 1 and 2, section 3.2): EAX = the loader's magic, EBX = physical address of the information
;           structure, flat 32-bit segments, paging and interrupts off. No stack; the GDT may be gone already.
; On exit:  boot_main(EBX, EAX) runs at 0xC0000000 and up on the boot stack, EBP = 0 to end every backtrace.

bits 32

%include "boot/stages.inc"

HEADER_MAGIC      equ 0x1BADB002
HEADER_FLAGS      equ 0x00000003        ; modules on page boundaries; tell us about memory
HEADER2_MAGIC     equ 0xE85250D6
LOADER_MAGIC      equ 0x2BADB002
LOADER2_MAGIC     equ 0x36D76289
KERNEL_BASE       equ 0xC0000000
BOOT_STACK_OFFSET equ 0x9000            ; sizeof(arch::BootStack): the top, seen from its guard page

global start
extern early_console_init, put_letter, refuse
extern cpuid_exists, leaf1_edx, leave_long_mode, forcepae_given, serial_divisor, enable_early_paging
extern boot_main, boot_stack, bss_begin, bss_end

section .boot.header progbits alloc noexec nowrite align=4
    dd HEADER_MAGIC, HEADER_FLAGS, -(HEADER_MAGIC + HEADER_FLAGS)

; Multiboot 2, for UEFI, whose firmware leaves neither ACPI's anchor nor a screen of letters where a BIOS would. Without a
; tag for it, the loader has ended the firmware's boot services before it jumps to us.
align 8, db 0
header2:
    dd HEADER2_MAGIC, 0, header2.end - header2, -(HEADER2_MAGIC + header2.end - header2)
    dw 5, 1                             ; a framebuffer if there can be one, of any size
    dd 20, 0, 0, 32
    align 8, db 0
    dw 6, 0                             ; modules on page boundaries
    dd 8
    dw 0, 0                             ; the end
    dd 8
.end:

section .boot.text progbits alloc exec nowrite align=16
start:
    cli
    cld
    mov     ebp, eax                    ; the loader's magic, out of the console's way
    mov     edi, bss_begin - KERNEL_BASE
    mov     ecx, bss_end - KERNEL_BASE
    sub     ecx, edi
    shr     ecx, 2
    xor     eax, eax
    rep     stosd                       ; the loader's duty, which not every one does
    mov     esp, boot_stack + BOOT_STACK_OFFSET - KERNEL_BASE
    push    dword 2                     ; all flags off: with NT, for one, the first IRET would look for a task
    popfd
    xor     eax, eax
    mov     dr7, eax                    ; breakpoints that somebody has left would stop us in the middle of anything
    mov     eax, 1
    call    known_loader                ; without one, EBX points nowhere
    jne     .console
    call    serial_divisor
.console:
    call    early_console_init
    reach   Entry

    mov     esi, not_multiboot
    call    known_loader
    jne     refuse
    reach   Loader

    mov     esi, no_cpuid
    call    cpuid_exists
    jz      refuse

    call    leaf1_edx                   ; EDX = feature bits
    test    edx, 1 << 6                 ; PAE
    jnz     .pae
    mov     esi, no_pae
    call    forcepae_given              ; some Pentium M have PAE and do not say so
    jnz     refuse
.pae:
    mov     esi, no_cmov
    test    edx, 1 << 15                ; CMOV: the compilers use it from here on
    jz      refuse
    reach   Features

    call    leave_long_mode
    call    enable_early_paging
    reach   Paging
    mov     eax, start_high
    jmp     eax

; ZF set: EBP is the magic of a multiboot loader.
known_loader:
    cmp     ebp, LOADER2_MAGIC
    je      .known
    cmp     ebp, LOADER_MAGIC
.known:
    ret

section .text progbits alloc exec nowrite align=16
start_high:
    add     esp, KERNEL_BASE
    push    ebp
    push    ebx
    xor     ebp, ebp
    call    boot_main
    ud2                                 ; boot_main does not return

section .boot.rodata progbits alloc noexec nowrite align=1
; Each refusal: the word for scripts, then the sentence for people (refuse in early_console.asm prints both).
not_multiboot:
    db "not-multiboot", 0
    db "This kernel was not started by a multiboot loader. Start it with GRUB's 'multiboot' command ('multiboot2' "
    db "under UEFI), or with qemu-system-i386 -kernel.", 0
no_cpuid:
    db "no-cpuid", 0
    db "This CPU has no CPUID instruction, so it has no PAE either. A Pentium Pro or later is needed.", 0
no_pae:
    db "no-pae", 0
    db "This CPU reports no PAE, without which no frame above 4 GiB can be mapped. A Pentium Pro or later is "
    db "needed; for a Pentium M that hides its PAE, add the word forcepae to the command line.", 0
no_cmov:
    db "no-cmov", 0
    db "This CPU has no CMOV instruction, which the kernel's compiled code uses. A Pentium Pro or later is "
    db "needed.", 0
