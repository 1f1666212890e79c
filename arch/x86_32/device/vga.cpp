// SPDX-License-Identifier: MIT
// Writing to the text buffer: only cells that changed, because each write leaves the CPU (and under QEMU, the
// emulated CPU).
#include "arch/x86_32/device/vga.hpp"

#include "arch/x86_32/cpu/instructions.hpp"

namespace arch {
namespace {

constexpr u16 kGreyOnBlack = 0x0700;
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

void place_cursor(u32 cell)
{
    write_crtc(0x0E, static_cast<u8>(cell >> 8));
    write_crtc(0x0F, static_cast<u8>(cell));
}

constinit VgaConsole g_vga;

} // namespace

VgaConsole& vga_console() { return g_vga; }

void VgaConsole::show_at(VirtAddr buffer)
{
    buffer_ = buffer;
    show_cursor();
    draw(true);
}

void VgaConsole::write(std::string_view text)
{
    screen_.write(text);
    draw(false);
}

void VgaConsole::draw(bool all)
{
    if (buffer_ == VirtAddr{}) return;
    // volatile: device memory, every store has to happen.
    auto* const device = reinterpret_cast<u16 volatile*>(buffer_.raw());
    TextScreen::Cells const& wanted = screen_.cells();
    for (std::size_t index = 0; index < wanted.size(); ++index) {
        if (!all && shown_[index] == wanted[index]) continue;
        device[index] = static_cast<u16>(kGreyOnBlack | static_cast<unsigned char>(wanted[index]));
        shown_[index] = wanted[index];
    }
    place_cursor(screen_.cursor());
}

} // namespace arch
