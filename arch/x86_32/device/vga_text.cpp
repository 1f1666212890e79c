// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/vga_text.hpp"

#include "arch/x86_32/cpu/instructions.hpp"

namespace arch {
namespace {

constexpr u16 kCrtcIndex = 0x3D4, kCrtcData = 0x3D5;

void write_crtc(u8 index, u8 value)
{
    outb(kCrtcIndex, index);
    outb(kCrtcData, value);
}

// Two lines of a letter's sixteen, at its foot.
void show_cursor()
{
    write_crtc(0x0A, 14);
    write_crtc(0x0B, 15);
}

constinit VgaTextPainter g_vga_text;

} // namespace

VgaTextPainter& vga_text() { return g_vga_text; }

void VgaTextPainter::use(VirtAddr buffer)
{
    buffer_ = buffer;
    show_cursor();
}

void VgaTextPainter::paint(u32 row, u32 column, TextCell cell)
{
    // volatile: device memory, every store has to happen.
    auto* const device = reinterpret_cast<u16 volatile*>(buffer_.raw());
    device[row * TextScreen::kColumns + column] =
        static_cast<u16>((cell.colours << 8) | static_cast<unsigned char>(cell.letter));
}

void VgaTextPainter::place_cursor(u32 row, u32 column, TextCell)
{
    u32 const cell = row * TextScreen::kColumns + column;
    write_crtc(0x0E, static_cast<u8>(cell >> 8));
    write_crtc(0x0F, static_cast<u8>(cell));
}

} // namespace arch
