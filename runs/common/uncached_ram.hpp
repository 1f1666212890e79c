// SPDX-License-Identifier: MIT
// RAM that the MTRRs leave uncached: a mistake of the firmware on many boards, and the reason why they are
// slow.
#pragma once

#include "kernel/hw/memory_types.hpp"

#include <span>

namespace kernel {

/// The type that the MTRRs give to `address`; where ranges overlap, uncached beats the others, and
/// write-through beats write-back (SDM vol. 3A, 11.11.4.1).
[[nodiscard]] MemoryType type_at(Mtrrs const& mtrrs, PhysAddr address);

/// The parts of `ram`, which is sorted and disjoint, that are uncached or write-combining.
using UncachedRam = lib::BoundedList<TypedRange, 16>;
[[nodiscard]] UncachedRam uncached_ram(std::span<FrameRange const> ram, Mtrrs const& mtrrs);

} // namespace kernel
