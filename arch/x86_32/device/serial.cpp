// SPDX-License-Identifier: MIT
// The 16550 at 0x3F8 (and its 8250 and 16450 ancestors), as boot/early_console.asm has set it up.
#include "arch/x86_32/device/serial.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/device/uart.hpp"

#include <algorithm>

namespace arch {
namespace {

constexpr u16 kCom1 = 0x3F8;
constexpr u16 kInterruptEnable = kCom1 + uart::kInterruptEnable, kLineControl = kCom1 + uart::kLineControl,
              kLineStatus = kCom1 + uart::kLineStatus;
constexpr u8 kReceived = 1u << 0;
constexpr u8 kSendReady = 1u << 5; // transmit holding register empty
constexpr u8 kSendIdle = 1u << 6;  // and the last bit is on the wire
constexpr u8 kDivisorLatch = 1u << 7;
constexpr u32 kHighestSpeed = 115200; // divisor 1
constexpr u8 kEightBitsNoParityOneStop = 0x03;

// At 115200 baud a character takes 87 us, a read of a port about one.
constexpr u32 kSendTries = 0x10000;

bool wait_for_status(u8 status)
{
    for (u32 tries = kSendTries; tries > 0; --tries)
        if ((inb(kLineStatus) & status) != 0) return true;
    return false;
}

constinit SerialConsole g_serial;

} // namespace

SerialConsole& serial_console() { return g_serial; }

// Nothing is set here again: emptying the FIFOs would lose letters that are still being sent.
void SerialConsole::init() { exists_ = usable_ = uart_exists(kCom1); }

void SerialConsole::set_speed(u32 baud)
{
    if (!usable_ || baud == 0) return;
    if (!wait_for_status(kSendIdle)) return; // what was sent at the old speed must still arrive
    u32 const divisor = std::clamp(kHighestSpeed / baud, 1u, 0xFFFFu);
    outb(kLineControl, kDivisorLatch); // the first two ports are the divisor now
    outb(kCom1, static_cast<u8>(divisor));
    outb(kInterruptEnable, static_cast<u8>(divisor >> 8));
    outb(kLineControl, kEightBitsNoParityOneStop);
}

void SerialConsole::write(std::string_view text)
{
    for (char const letter : text) {
        if (letter == '\n') put('\r');
        put(letter);
    }
}

std::optional<char> SerialConsole::read() const
{
    if (!exists_ || (inb(kLineStatus) & kReceived) == 0) return {};
    return static_cast<char>(inb(kCom1));
}

void SerialConsole::put(char letter)
{
    if (!usable_) return;
    usable_ = wait_for_status(kSendReady); // stuck: silence is better than a boot that crawls
    if (usable_) outb(kCom1, static_cast<u8>(letter));
}

} // namespace arch
