// SPDX-License-Identifier: MIT
// Ports of the VGA's digital-to-analogue converter: a place in the table is chosen by one, and another takes
// or gives red, green and blue in turn, then those of the next place.
#include "arch/x86_32/device/vga_palette.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/decode/vga_colours.hpp"

namespace arch {

namespace {

constexpr u16 kMask = 0x3C6, kReadFrom = 0x3C7, kWriteFrom = 0x3C8, kColour = 0x3C9;

bool reads_back(u8 value)
{
    u32 const read = inb(kColour);
    return read == value || read == value >> 2;
}

} // namespace

bool set_text_palette()
{
    outb(kMask, 0xFF); // all bits of a pixel count
    outb(kWriteFrom, 0);
    for (Rgb const colour : kVgaColours)
        for (u8 const value : {colour.red, colour.green, colour.blue}) outb(kColour, value);
    outb(kReadFrom, 0);
    bool same = true;
    for (Rgb const colour : kVgaColours)
        for (u8 const value : {colour.red, colour.green, colour.blue}) same &= reads_back(value);
    return same;
}

} // namespace arch
