// SPDX-License-Identifier: MIT
// For tests: what the page tables say, whatever the TLBs still know.
#pragma once

#include "mm/machine.hpp"
#include "mm/page_table.hpp"

namespace kernel {

inline bool is_mapped(VirtAddr address) { return mm::walk(hw::page_table_root(), address).mapped; }

} // namespace kernel
