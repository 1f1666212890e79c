// SPDX-License-Identifier: MIT
// The information structure of multiboot 1 (section 3.3): fields at fixed offsets that point to others.
#pragma once

#include "boot/info_writer.hpp"

#include <span>

namespace boot {

/// Hands what the structure at physical address `info` says to `writer`. `memory`: physical memory from
/// address 0, as far as it can be read now.
void read_multiboot1(u32 info, std::span<std::byte const> memory, InfoWriter& writer);

} // namespace boot
