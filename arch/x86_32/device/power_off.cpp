// SPDX-License-Identifier: MIT
// Ending a run: in the ways emulators understand, where one of them answers, or by halting. Of a board nobody
// knows what it has at these ports; an old one takes 0x8900 for 0x100, where a card may be.
#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/hw/power.hpp"

#include <string_view>

namespace {

constexpr u16 kDebugExit = 0xF4;       // QEMU's isa-debug-exit: status (value << 1) | 1
constexpr u16 kBochsDebug = 0xE9;      // Bochs, with port_e9_hack: reads as its own number
constexpr u16 kBochsShutdown = 0x8900; // and there it takes this word, letter by letter

bool bochs_listens() { return arch::inb(kBochsDebug) == kBochsDebug; }

} // namespace

namespace hw {

void post_code(u8 code) noexcept
{
    constexpr u16 kPostPort = 0x80;
    arch::outb(kPostPort, code);
}

void power_off(Outcome outcome) noexcept
{
    if (has_exit_device()) arch::outb(kDebugExit, static_cast<u8>(outcome));
    if (!bochs_listens()) return;
    for (char const letter : std::string_view{"Shutdown"})
        arch::outb(kBochsShutdown, static_cast<u8>(letter));
}

// It reads as 0; where there is nothing, reads float to all ones.
bool has_exit_device() noexcept { return arch::inb(kDebugExit) == 0; }

void halt() noexcept
{
    for (;;) { // an NMI ends a HLT
        arch::cli();
        arch::hlt();
    }
}

} // namespace hw
