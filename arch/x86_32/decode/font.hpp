// SPDX-License-Identifier: MIT
// Letters of 8 by 16 pixels, for a screen that has only pixels.
#pragma once

#include "lib/types.hpp"

#include <array>

namespace arch {

inline constexpr u32 kLetterWidth = 8, kLetterHeight = 16;

/// From top to bottom, a byte for each row; bit 7 is the leftmost pixel.
using Glyph = std::array<u8, kLetterHeight>;

/// For ' ' to '~', in ASCII's order.
inline constexpr char kFirstLetter = ' ', kLastLetter = '~';
using Font = std::array<Glyph, kLastLetter - kFirstLetter + 1>;

} // namespace arch
