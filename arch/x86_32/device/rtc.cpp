// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/rtc.hpp"

#include "arch/x86_32/cpu/instructions.hpp"

namespace arch {

namespace {

constexpr u16 kIndexPort = 0x70, kDataPort = 0x71;
constexpr u8 kSeconds = 0x00, kStatusA = 0x0A;
constexpr u8 kUpdateInProgress = 1u << 7; // of status A: the seconds may be anything
// Two registers per look, each two ports of a microsecond; a fast emulator needs less than one microsecond
// for all four.
constexpr u32 kLooks = 4'000'000;

bool updating() { return (read_cmos(kStatusA) & kUpdateInProgress) != 0; }

} // namespace

u8 read_cmos(u8 index)
{
    outb(kIndexPort, index);
    return inb(kDataPort);
}

bool wait_for_next_second()
{
    u8 const first = read_cmos(kSeconds);
    for (u32 look = 0; look < kLooks; ++look)
        if (!updating() && read_cmos(kSeconds) != first) return true;
    return false;
}

} // namespace arch
