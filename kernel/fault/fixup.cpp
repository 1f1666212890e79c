// SPDX-License-Identifier: MIT
#include "kernel/fault/fixup.hpp"

#include <algorithm>

namespace kernel {

std::optional<VirtAddr> fixup_for(std::span<Fixup const> table, VirtAddr eip)
{
    auto const found = std::lower_bound(table.begin(), table.end(), eip,
                                        [](Fixup const& entry, VirtAddr at) { return entry.fault < at; });
    if (found == table.end() || found->fault != eip) return std::nullopt;
    return found->resume;
}

} // namespace kernel
