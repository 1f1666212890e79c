// SPDX-License-Identifier: MIT
// Instructions that may fault without anybody being at fault, and where execution goes on when they do: the
// exception table. arch/x86_32/cpu/faulting_copy.asm fills it, kernel/fault/trap.cpp asks it last.
#pragma once

#include "lib/address.hpp"

#include <optional>
#include <span>

namespace kernel {

struct Fixup {
    VirtAddr fault;  ///< of the instruction
    VirtAddr resume; ///< of the code that cleans up after it
};

/// Where to go on after a fault of the instruction at `eip`. `table` ascends by `fault`.
[[nodiscard]] std::optional<VirtAddr> fixup_for(std::span<Fixup const> table, VirtAddr eip);

} // namespace kernel
