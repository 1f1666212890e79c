; SPDX-License-Identifier: MIT
; The symbol table of the first link: empty. kernel/log/symbols.hpp describes its format.
        section .symbols progbits alloc noexec nowrite align=4
        global kernel_symbols_begin, kernel_symbols_end, kernel_symbol_names
kernel_symbols_begin:
kernel_symbols_end:
kernel_symbol_names:
        db 0
