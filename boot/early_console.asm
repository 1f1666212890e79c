; SPDX-License-Identifier: MIT
; The console of the first microseconds: COM1 with 8N1 and the VGA text screen, before paging, on a 486.
; Its only purpose is to refuse a machine with a clear sentence; arch/x86_32/device/serial.cpp and screen.cpp
; take over.
;
; State: flat segments, a stack, paging off. Every routine keeps EBX, ESI, EDI and EBP.

bits 32

%include "boot/stages.inc"

COM1            equ 0x3F8
LINE_STATUS     equ COM1 + 5
SCRATCH         equ COM1 + 7
RECEIVED        equ 1 << 0
RECEIVED_WRONG  equ 7 << 2              ; parity, framing, break: noise, and no letter
TYPED_MOST      equ 16                  ; a FIFO's worth
QUIET_LOOKS     equ 0x4000              ; port reads, so 16 ms or more: longer than from one letter to the next
KERNEL_BASE     equ 0xC0000000
SEND_READY      equ 1 << 5              ; transmit holding register empty
SEND_TRIES      equ 0x10000             ; a character takes 87 us; this many port reads take 50 ms or more
SCREEN          equ 0xB8000
SCREEN_BYTES    equ 80 * 25 * 2
ROW_BYTES       equ 80 * 2
WHITE_ON_BLACK  equ 0x07
DEBUG_EXIT      equ 0xF4                ; QEMU's isa-debug-exit, reads as 0: status = (value << 1) | 1
OUTCOME_REFUSED equ 0x12
BOCHS_DEBUG     equ 0xE9                ; of Bochs, reads as its own number
BOCHS_SHUTDOWN  equ 0x8900

global early_console_init, put_letter, refuse
extern typed_early                      ; arch::TypedEarly in arch/x86_32/device/serial.hpp

section .boot.text progbits alloc exec nowrite align=16

; EAX = the divisor for COM1's speed. Clears the screen; finds out whether COM1 exists and sets it up.
early_console_init:
    mov     [divisor_low], al
    mov     [divisor_high], ah
    push    edi
    mov     edi, SCREEN
    mov     eax, (WHITE_ON_BLACK << 24) | (' ' << 16) | (WHITE_ON_BLACK << 8) | ' '
    mov     ecx, SCREEN_BYTES / 4
    rep stosd
    pop     edi
    call    uart_exists
    jnz     .done
    mov     byte [uart_usable], 1
    call    keep_typed
    mov     ecx, UART_SETUP_COUNT
    xor     eax, eax
.write:
    movzx   edx, word [uart_setup + 4 * ecx - 4]
    mov     al, [uart_setup + 4 * ecx - 2]
    out     dx, al
    loop    .write
.done:
    ret

; What has arrived already would be lost when the FIFOs are emptied, and so would the letter after it that arrives
; just then: where one has come, this waits for a pause. Changes EAX, ECX and EDX.
keep_typed:
    push    ebx
    mov     ecx, TYPED_MOST
    xor     ebx, ebx                    ; looks at an empty receiver that are left
.next:
    mov     dx, LINE_STATUS
    in      al, dx
    test    al, RECEIVED
    jnz     .arrived
    dec     ebx
    jns     .next
    jmp     .done
.arrived:
    mov     ebx, QUIET_LOOKS
    mov     ah, al
    mov     dx, COM1
    in      al, dx
    test    ah, RECEIVED_WRONG
    jnz     .noise
    mov     edx, [typed_early - KERNEL_BASE]
    mov     [typed_early - KERNEL_BASE + 4 + edx], al
    inc     dword [typed_early - KERNEL_BASE]
.noise:
    loop    .next
.done:
    pop     ebx
    ret

; ZF set: a UART answers at COM1. Where there is none, reads float to 0xFF, and a value written does not
; come back.
uart_exists:
    mov     dx, LINE_STATUS
    in      al, dx
    cmp     al, 0xFF
    je      .absent
    mov     dx, SCRATCH
    mov     al, 0x5A
    out     dx, al
    in      al, dx
    cmp     al, 0x5A
    jne     .absent
    mov     al, 0xA5                    ; a second value, lest a bus that remembers the last one fool us
    out     dx, al
    in      al, dx
    cmp     al, 0xA5
.absent:
    ret

; ESI = "reason", 0, "sentence", 0. Prints the sentence, then the line for scripts, and on the screen what to do; stops the
; machine. As in arch/x86_32/device/power_off.cpp, an emulator is told to end only where there is one.
refuse:
    mov     ebx, esi
.skip_reason:
    lodsb
    test    al, al
    jnz     .skip_reason
    push    esi
    mov     esi, end_of_line            ; behind the letters of the stages
    call    put_text
    pop     esi
    call    put_text
    mov     esi, end_refused
    call    put_text
    mov     esi, ebx
    call    put_text
    mov     esi, end_of_line
    call    put_text

    mov     esi, halted
    call    put_screen_text
    mov     al, CODE_Refused
    out     POST_PORT, al
    in      al, DEBUG_EXIT
    test    al, al
    jnz     .no_exit_device
    mov     al, OUTCOME_REFUSED
    out     DEBUG_EXIT, al
.no_exit_device:
    in      al, BOCHS_DEBUG
    cmp     al, BOCHS_DEBUG
    jne     .halt
    mov     esi, shutdown
    mov     dx, BOCHS_SHUTDOWN
    mov     ecx, SHUTDOWN_BYTES
    rep outsb
.halt:
    cli
    hlt
    jmp     .halt

; Writes the text at ESI, up to its 0, to both consoles. Changes ESI.
put_text:
    lodsb
    test    al, al
    jz      .done
    call    keep_word_together
    call    put_screen
    cmp     al, 10
    jne     .to_uart
    mov     al, 13                      ; terminals also want the carriage to return
    call    put_uart
    mov     al, 10
.to_uart:
    call    put_uart
    jmp     put_text
.done:
    ret

; The text at ESI, up to its 0, to the screen alone, for a person: on COM1 the outcome is the last line.
put_screen_text:
    lodsb
    test    al, al
    jz      .done
    call    put_screen
    jmp     put_screen_text
.done:
    ret

; Begins another row of the screen if the word whose next letter is at ESI - 1 would not end in this one, unless it has
; just begun. Keeps AL; changes ECX and EDX.
keep_word_together:
    push    eax
    xor     edx, edx
    mov     eax, [screen_offset]
    mov     ecx, ROW_BYTES
    div     ecx
    test    edx, edx                    ; where in the row
    jz      .fits
    lea     ecx, [esi - 1]
.count:
    cmp     byte [ecx], ' '             ; a blank, the end of a line, of the text
    jbe     .counted
    inc     ecx
    add     edx, 2
    jmp     .count
.counted:
    cmp     edx, ROW_BYTES - 2          ; and a blank, which would begin the next row
    jbe     .fits
    mov     al, 10
    call    put_screen
.fits:
    pop     eax
    ret

; Character AL to both consoles; no line feed.
put_letter:
    push    eax
    call    put_screen
    pop     eax
    ; and on to COM1

; Character AL to COM1, if it is there. Gives up on the UART for good if it is not ready in time.
put_uart:
    cmp     byte [uart_usable], 0
    je      .done
    mov     ah, al
    mov     dx, LINE_STATUS
    mov     ecx, SEND_TRIES
.wait:
    in      al, dx
    test    al, SEND_READY
    loopz   .wait
    mov     al, ah
    jz      .stuck
    mov     dx, COM1
    out     dx, al
.done:
    ret
.stuck:
    mov     byte [uart_usable], 0
    ret

; Character AL to the screen. No scrolling: a refusal is a few lines on a cleared screen.
put_screen:
    mov     ecx, [screen_offset]
    cmp     al, 10
    je      .new_line
    mov     ah, WHITE_ON_BLACK
    mov     [SCREEN + ecx], ax
    add     ecx, 2
.store:
    cmp     ecx, SCREEN_BYTES
    jb      .fits
    xor     ecx, ecx
.fits:
    mov     [screen_offset], ecx
    ret
.new_line:
    push    eax
    mov     eax, ecx
    xor     edx, edx
    mov     ecx, ROW_BYTES
    div     ecx
    inc     eax
    mul     ecx
    mov     ecx, eax
    pop     eax
    jmp     .store

section .boot.rodata progbits alloc noexec nowrite align=4
end_refused:
    db 10, "dormer: end refused ", 0
end_of_line:
    db 10, 0
halted:
    db "halted; reset or switch off", 10, 0
shutdown:
    db "Shutdown"
SHUTDOWN_BYTES equ $ - shutdown

section .boot.data progbits alloc noexec write align=4
; Port, value; written from last to first.
uart_setup:
    dw COM1 + 4, 0x03                   ; modem control: DTR and RTS, no interrupt line
    dw COM1 + 3, 0x03                   ; 8 bits, no parity, 1 stop bit; divisor latch closed
    dw COM1 + 1
divisor_high:
    dw 0
    dw COM1 + 0
divisor_low:
    dw 1
    dw COM1 + 3, 0x80                   ; open the divisor latch
    dw COM1 + 1, 0x00                   ; no interrupts
    dw COM1 + 2, 0x07                   ; FIFOs on and emptied, at once after keep_typed; an 8250 has none, and ignores this
UART_SETUP_COUNT equ ($ - uart_setup) / 4
screen_offset:
    dd 0                                ; where the next character goes, in bytes from SCREEN
uart_usable:
    db 0
