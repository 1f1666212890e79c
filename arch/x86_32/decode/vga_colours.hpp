// SPDX-License-Identifier: MIT
// The sixteen colours of text, as a VGA has them: where a screen of pixels takes colours by their number,
// they are put into its table under these numbers.
#pragma once

#include "lib/types.hpp"

#include <array>

namespace arch {

struct Rgb {
    u8 red, green, blue;
    constexpr bool operator==(Rgb const&) const = default;
};

// They begin with blue as the lowest bit.
inline constexpr std::array<Rgb, 16> kVgaColours{{{0x00, 0x00, 0x00},
                                                  {0x00, 0x00, 0xAA},
                                                  {0x00, 0xAA, 0x00},
                                                  {0x00, 0xAA, 0xAA},
                                                  {0xAA, 0x00, 0x00},
                                                  {0xAA, 0x00, 0xAA},
                                                  {0xAA, 0x55, 0x00},
                                                  {0xAA, 0xAA, 0xAA},
                                                  {0x55, 0x55, 0x55},
                                                  {0x55, 0x55, 0xFF},
                                                  {0x55, 0xFF, 0x55},
                                                  {0x55, 0xFF, 0xFF},
                                                  {0xFF, 0x55, 0x55},
                                                  {0xFF, 0x55, 0xFF},
                                                  {0xFF, 0xFF, 0x55},
                                                  {0xFF, 0xFF, 0xFF}}};

/// A VGA's table has 6 bits a colour, or 8 where a BIOS call has widened it, which it does not tell. The low
/// six bits of each of these are its high six, so that what is written is right in both.
constexpr bool same_in_6_bits(u8 value) { return (value & 0x3F) == value >> 2; }
static_assert([] {
    for (Rgb const colour : kVgaColours)
        if (!same_in_6_bits(colour.red) || !same_in_6_bits(colour.green) || !same_in_6_bits(colour.blue))
            return false;
    return true;
}());

} // namespace arch
