// SPDX-License-Identifier: MIT
// Bytes as people read them.
#pragma once

#include "lib/text.hpp"

#include <span>

namespace kernel::monitor {

inline constexpr u32 kBytesPerLine = 16;

/// " 7f 45 4c 46 ...  |.ELF...|": at most kBytesPerLine of them, in columns; no end of the line.
void print_hex_line(lib::Sink& sink, std::span<std::byte const> bytes);

} // namespace kernel::monitor
