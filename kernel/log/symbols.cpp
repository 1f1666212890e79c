// SPDX-License-Identifier: MIT
// Looking up a function by address: the last one that begins at or before it.
#include "kernel/log/symbols.hpp"

#include "lib/format.hpp"

#include <algorithm>

namespace kernel {

std::optional<SymbolHit> find_symbol(SymbolTable const& table, VirtAddr address)
{
    auto const begins_behind = [](u32 wanted, SymbolEntry const& symbol) { return wanted < symbol.address; };
    auto const after =
        std::upper_bound(table.symbols.begin(), table.symbols.end(), address.raw(), begins_behind);
    if (after == table.symbols.begin()) return {};
    SymbolEntry const& symbol = *(after - 1);
    return SymbolHit{table.names + symbol.name, address.raw() - symbol.address};
}

void describe_code(lib::Sink& sink, SymbolTable const& table, VirtAddr address)
{
    lib::print(sink, "{}", address);
    if (auto const hit = find_symbol(table, address)) lib::print(sink, "  {} +{:#x}", hit->name, hit->offset);
}

void describe_return(lib::Sink& sink, SymbolTable const& table, VirtAddr address)
{
    lib::print(sink, "{}", address);
    if (auto const call = find_symbol(table, address - 1))
        lib::print(sink, "  {} +{:#x}", call->name, call->offset + 1);
}

} // namespace kernel
