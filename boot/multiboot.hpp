// SPDX-License-Identifier: MIT
// The boot loader's information (multiboot 1, section 3.3) in our own types. Pure: reads a span of bytes.
#pragma once

#include "kernel/start/boot_info.hpp"

#include <span>

namespace boot {

/// Fills `result`, which must be empty, from the information structure at physical address `info`.
/// `memory`: physical memory from address 0, as far as it can be read now. Believes nothing: anything that
/// lies outside `memory` or makes no sense is left out, and BootInfo::remarks says so.
void read_multiboot(u32 info, std::span<std::byte const> memory, kernel::BootInfo& result);

/// RAM according to `info`, with overlaps counted twice. Good only for recognising a machine that is too
/// small.
[[nodiscard]] u64 usable_bytes(kernel::BootInfo const& info);

} // namespace boot
