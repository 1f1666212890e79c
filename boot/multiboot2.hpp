// SPDX-License-Identifier: MIT
// The information structure of multiboot 2 (section 3.6): one piece of memory, a list of tags. Firmware of
// the UEFI kind leaves nothing where a BIOS would, and GRUB passes it on here: ACPI's anchor, the
// framebuffer, the memory map.
#pragma once

#include "boot/info_writer.hpp"

#include <span>

namespace boot {

/// How many bytes the structure says it has, by its first eight; 0 if that cannot be. At most
/// kMostMultiboot2Bytes, so that a forged size does not make us map gigabytes.
inline constexpr u32 kMostMultiboot2Bytes = 1024 * 1024;
[[nodiscard]] u32 multiboot2_bytes(std::span<std::byte const, 8> head);

/// Hands what the structure says to `writer`. `structure`: all of it.
void read_multiboot2(std::span<std::byte const> structure, InfoWriter& writer);

} // namespace boot
