// SPDX-License-Identifier: MIT
// The exception table: instructions that may fault without anybody being at fault, and where execution
// continues when they do. arch/x86_32/cpu/faulting_copy.asm and faulting_registers.asm fill it;
// kernel/fault/trap.cpp asks it last.
#pragma once

#include "lib/address.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace kernel {

struct Fixup {
    VirtAddr fault;  ///< of the instruction
    VirtAddr resume; ///< of the code that cleans up after it
};

/// Where to continue after a fault of the instruction at `eip`. `table` ascends by `fault`.
[[nodiscard]] inline std::optional<VirtAddr> fixup_for(std::span<Fixup const> table, VirtAddr eip)
{
    auto const found = std::lower_bound(table.begin(), table.end(), eip,
                                        [](Fixup const& entry, VirtAddr at) { return entry.fault < at; });
    if (found == table.end() || found->fault != eip) return std::nullopt;
    return found->resume;
}

} // namespace kernel

namespace hw {

/// The whole table. Valid for ever.
[[nodiscard]] std::span<kernel::Fixup const> fixups() noexcept;

} // namespace hw
