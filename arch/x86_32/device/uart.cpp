// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/uart.hpp"

#include "arch/x86_32/cpu/instructions.hpp"

namespace arch {

namespace {

constexpr u8 kFifosOn = 1u << 0;
constexpr u8 kFifoBits = 0xC0; // of the interrupt identification: whether they are on, and whether they work
constexpr u8 kFifosWork = 0xC0, kFifosBroken = 0x80;

bool keeps(u16 base, u8 value)
{
    outb(base + uart::kScratch, value);
    return inb(base + uart::kScratch) == value;
}

u8 fifo_bits(u16 base) { return inb(base + uart::kInterruptId) & kFifoBits; }

} // namespace

// Where there is no UART, reads float to 0xFF, and a value written does not come back. Two values are
// tried, lest a bus that remembers the last one fool us.
bool uart_exists(u16 base)
{
    return inb(base + uart::kLineStatus) != 0xFF && keeps(base, 0x5A) && keeps(base, 0xA5);
}

std::string_view uart_kind(u16 base)
{
    u8 const before = fifo_bits(base);
    outb(base + uart::kFifoControl, kFifosOn); // where they are on already, this empties nothing
    u8 const with = fifo_bits(base);
    if (before == 0) outb(base + uart::kFifoControl, 0);
    if (with == kFifosWork) return "16550A";
    return with == kFifosBroken ? "16550, whose FIFOs do not work" : "16450";
}

} // namespace arch
