// SPDX-License-Identifier: MIT
// The names of the kernel's own functions, embedded in the image by tools/symbols.py so that a backtrace has
// names however the kernel was loaded. Section .symbols, behind everything else, read-only:
//
//   kernel_symbols_begin:  { address, name } { address, name } ...   sorted by address, no two equal
//   kernel_symbols_end:
//   kernel_symbol_names:   "boot_entry\0" "kernel::main\0" ...       name is an offset into this
#pragma once

#include "lib/types.hpp"

namespace kernel {

/// One function of the image. It reaches to the next one's address; the last has no end.
struct SymbolEntry {
    u32 address;
    u32 name; ///< offset into kernel_symbol_names; demangled, without parameters
};

} // namespace kernel

// Defined by the table that the build makes (cmake/symbols.cmake); empty in the first of the two links.
extern "C" kernel::SymbolEntry const kernel_symbols_begin[];
extern "C" kernel::SymbolEntry const kernel_symbols_end[];
extern "C" char const kernel_symbol_names[];
