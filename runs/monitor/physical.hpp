// SPDX-License-Identifier: MIT
// Lets the monitor look at and change any physical memory through a window: RAM as RAM, everything else
// uncached, and in words as wide as they can be, as devices want it.
#pragma once

#include "lib/address.hpp"

#include <span>
#include <string_view>

namespace kernel::monitor {

enum class Backing : u8 {
    Ram,       ///< this kernel's, the part in use included
    NotRam,    ///< a device, firmware's own memory, or nothing at all
    BeyondCpu, ///< the CPU has no address lines for it
};
[[nodiscard]] Backing backing_of(PhysAddr address);
/// A literal: "not our RAM: a device, the firmware's memory, or nothing".
[[nodiscard]] std::string_view backing_name(Backing backing);

/// Fills `into` from `from` on: bytes of one frame, which is not BeyondCpu. Where nothing answers, all bits
/// are set, or are whatever the bus makes of it. Threads only.
void read_physical(PhysAddr from, std::span<std::byte> into);
/// The other way round.
void write_physical(PhysAddr to, std::span<std::byte const> from);

} // namespace kernel::monitor
