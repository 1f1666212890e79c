// SPDX-License-Identifier: MIT
// The boot loader's information, of multiboot 1 and 2, in our own types. Pure: reads a span of bytes.
// Believes nothing: anything that lies outside of it or makes no sense is left out, and BootInfo::remarks
// says so.
#pragma once

#include "kernel/start/boot_info.hpp"

#include <span>

namespace boot {

/// What EAX holds when a loader jumps to us, by version.
inline constexpr u32 kLoaderMagic1 = 0x2BAD'B002, kLoaderMagic2 = 0x36D7'6289;

/// Version 1: fills `result`, which must be empty, from the information structure at physical address `info`.
/// `memory`: physical memory from address 0, as far as it can be read now.
void read_multiboot(u32 info, std::span<std::byte const> memory, kernel::BootInfo& result);

/// Version 2: the same from `structure`, the whole of it (boot/multiboot2.hpp says how long it is).
void read_multiboot_tags(std::span<std::byte const> structure, kernel::BootInfo& result);

/// RAM according to `info`, with overlaps counted twice. Good only for recognising a machine that is too
/// small.
[[nodiscard]] u64 usable_bytes(kernel::BootInfo const& info);

} // namespace boot
