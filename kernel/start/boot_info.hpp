// SPDX-License-Identifier: MIT
// What the boot loader told us, in our own types. boot/multiboot.cpp fills it in; after that nobody looks
// at the loader's structures again, so their memory may be reused. Plain data, with no pointers into the
// loader's memory.
#pragma once

#include "lib/text.hpp"
#include "mm/firmware_range.hpp"

#include <array>

namespace kernel {

struct BootInfo {
    lib::Text<1024> command_line; ///< without the kernel's path
    lib::Text<64> loader;
    std::array<mm::FirmwareRange, 128> memory;
    u32 memory_count = 0;
    u64 lower_bytes = 0; ///< RAM from address 0 and from 1 MiB, as the loader counts it beside its map;
    u64 upper_bytes = 0; ///< both are 0 where it says nothing
    std::array<mm::ReservedRange, 32> reserved;
    u32 reserved_count = 0;
    lib::Text<512> remarks; ///< what was wrong with the loader's information: sentences, each ended by '\n'
};

} // namespace kernel
