// SPDX-License-Identifier: MIT
// The symbol table that the build puts into the image (cmake/symbols.cmake, tools/symbols.py).
#include "kernel/log/symbols.hpp"

extern "C" kernel::SymbolEntry const kernel_symbols_begin[];
extern "C" kernel::SymbolEntry const kernel_symbols_end[];
extern "C" char const kernel_symbol_names[];

namespace kernel {

SymbolTable embedded_symbols()
{
    return SymbolTable{{kernel_symbols_begin, kernel_symbols_end}, kernel_symbol_names};
}

} // namespace kernel
