// SPDX-License-Identifier: MIT
// A screen of pixels that firmware or a boot loader has set up, as it was handed over.
#pragma once

#include "lib/address.hpp"

namespace kernel {

/// Where in a pixel one of its colours stands.
struct ColourField {
    u8 shift = 0; ///< of its lowest bit
    u8 bits = 0;

    constexpr bool operator==(ColourField const&) const = default;
};

struct Framebuffer {
    PhysAddr base;
    u32 pitch = 0; ///< bytes from one row of pixels to the next
    u32 width = 0, height = 0;
    u32 bits = 0;                 ///< of a pixel: 8, 16, 24 or 32
    ColourField red, green, blue; ///< all empty: a pixel is a number in a table of colours

    [[nodiscard]] constexpr u32 pixel_bytes() const { return bits / 8; }
    [[nodiscard]] constexpr bool indexed() const { return red.bits == 0; }
    [[nodiscard]] constexpr u32 bytes() const { return pitch * height; }
    constexpr bool operator==(Framebuffer const&) const = default;
};

} // namespace kernel
