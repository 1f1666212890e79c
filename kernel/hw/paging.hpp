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

/// Does this frame hold what is written into it, without the caches' help and in no other frame's place?
/// Its contents stay. Only before the final tables are loaded, with interrupts off, for a frame that nothing
/// uses and that this CPU can address.
[[nodiscard]] bool memory_answers(Pfn frame) noexcept;

} // namespace hw
