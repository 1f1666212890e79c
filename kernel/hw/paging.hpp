// SPDX-License-Identifier: MIT
// What page tables need from the CPU, beyond mm/machine.hpp. Defined by arch/x86_32; the host tests bring
// their own.
#pragma once

#include "mm/kernel_space.hpp"

namespace hw {

/// Turns on what page-table entries can use: NX (unless not allowed), global pages, the PAT. Returns which
/// of them are on. On each CPU, before it loads the final tables.
mm::EntryFeatures enable_entry_features(bool allow_nx) noexcept;

/// How far hw::lowmem() reaches before the final tables are loaded.
[[nodiscard]] PhysAddr early_map_end() noexcept;

} // namespace hw
