// SPDX-License-Identifier: MIT
// What the firmware says about memory, as it says it. mm/memory_map.hpp makes something usable out of it.
#pragma once

#include "lib/address.hpp"

namespace mm {

/// One line of the firmware's memory map, as it came: unsorted, unaligned, overlapping, possibly empty.
struct FirmwareRange {
    static constexpr u32 kUsable = 1; ///< RAM: multiboot and E820 agree on this one

    PhysAddr begin;
    u64 bytes = 0;
    u32 type = 0; ///< kUsable; everything else is not ours
};

/// Memory that is in use although the map calls it usable: the kernel image, a boot module. [begin, end).
struct ReservedRange {
    PhysAddr begin;
    PhysAddr end;
    char const* what = ""; ///< a literal, for the log
};

} // namespace mm
