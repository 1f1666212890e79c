// SPDX-License-Identifier: MIT
// From an address in the kernel's text to the function it lies in. tools/symbols.py makes the table from
// the linked kernel; it lies in section .symbols behind everything else, read-only, and works under any
// loader:
//
//   kernel_symbols_begin:  { address, name } { address, name } ...   sorted by address, no two equal
//   kernel_symbols_end:
//   kernel_symbol_names:   "boot_entry\0" "kernel::main\0" ...       name is an offset into this
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace kernel {

/// One function of the image. It reaches to the next one's address; the last has no end.
struct SymbolEntry {
    u32 address;
    u32 name; ///< offset of its zero-terminated name; demangled, without parameters
};

struct SymbolTable {
    std::span<SymbolEntry const> symbols;
    char const* names = "";
};

/// The function an address lies in, and how many bytes after its start.
struct SymbolHit {
    std::string_view name;
    u32 offset;
};

/// Nothing for an address below the first function, or with an empty table.
[[nodiscard]] std::optional<SymbolHit> find_symbol(SymbolTable const& table, VirtAddr address);

/// "0xc0101234  kernel::main +0x1c"; only the address if the table knows no function there.
void describe_code(lib::Sink& sink, SymbolTable const& table, VirtAddr address);
/// The same for a return address. A call that never returns may be its function's last instruction, and
/// then the address after it is another function's first byte, so the call itself is looked up.
void describe_return(lib::Sink& sink, SymbolTable const& table, VirtAddr address);

/// The table of this kernel; empty in the first of the two links.
[[nodiscard]] SymbolTable embedded_symbols();

} // namespace kernel
