// SPDX-License-Identifier: MIT
// Writing to the text buffer: only cells that changed, because each write leaves the CPU (and under QEMU, the
// emulated CPU).
#include "arch/x86_32/vga.hpp"

#include "arch/x86_32/cpu.hpp"

namespace arch {
namespace {

constexpr u16 kGreyOnBlack = 0x0700;
constexpr u16 kCrtcIndex = 0x3D4, kCrtcData = 0x3D5;

void hide_cursor()
{
    constexpr u8 kCursorStart = 0x0A, kCursorOff = 1u << 5;
    outb(kCrtcIndex, kCursorStart);
    outb(kCrtcData, kCursorOff);
}

constinit VgaConsole g_console;

} // namespace

VgaConsole& vga_console() { return g_console; }

void VgaConsole::show_at(VirtAddr buffer)
{
    buffer_ = buffer;
    hide_cursor();
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
}

} // namespace arch
