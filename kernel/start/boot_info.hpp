// SPDX-License-Identifier: MIT
// What the boot loader told us, in our own types. boot/multiboot.hpp fills it in; after that nobody looks
// at the loader's structures again, so their memory may be reused. Plain data, with no pointers into the
// loader's memory.
#pragma once

#include "kernel/start/framebuffer.hpp"
#include "lib/text.hpp"
#include "mm/firmware_range.hpp"

#include <array>
#include <optional>

namespace kernel {

/// A copy of ACPI's anchor (the RSDP), for firmware that does not put it where a BIOS does. Not judged yet.
struct RsdpCopy {
    static constexpr u32 kOldBytes = 20, kNewBytes = 36;

    std::array<std::byte, kNewBytes> data{};
    u32 bytes = 0; ///< 0: none was handed over
};

struct BootInfo {
    lib::Text<1024> command_line; ///< without the kernel's path
    lib::Text<64> loader;
    std::array<mm::FirmwareRange, 128> memory;
    u32 memory_count = 0;
    u64 lower_bytes = 0; ///< RAM from address 0 and from 1 MiB, as the loader counts it beside its map;
    u64 upper_bytes = 0; ///< both are 0 where it says nothing
    std::array<mm::ReservedRange, 32> reserved;
    u32 reserved_count = 0;
    std::optional<Framebuffer> framebuffer; ///< believable, and not in usable memory
    RsdpCopy rsdp;
    lib::Text<512> remarks; ///< what was wrong with the loader's information: sentences, each ended by '\n'
};

} // namespace kernel
