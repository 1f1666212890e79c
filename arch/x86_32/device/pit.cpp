// SPDX-License-Identifier: MIT
// Programming the 8254 (Intel 8254 data sheet) and port 0x61, which switches channel 2 on.
#include "arch/x86_32/device/pit.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "lib/check.hpp"

namespace arch {

namespace {

constexpr u16 kChannel0 = 0x40;
constexpr u16 kChannel2 = 0x42;
constexpr u16 kCommand = 0x43;
constexpr u16 kSystemControl = 0x61;

constexpr u8 kCountAndInterrupt2 = 0xB0; // channel 2, low then high byte, mode 0: runs on after reaching 0
constexpr u8 kRateGenerator0 = 0x34;     // channel 0, low then high byte, mode 2
constexpr u8 kLatch2 = 0x80;
constexpr u8 kGate2 = 1u << 0;
constexpr u8 kSpeaker = 1u << 1;

void write_count(u16 channel, u16 count)
{
    outb(channel, static_cast<u8>(count));
    outb(channel, static_cast<u8>(count >> 8));
}

// Latched first: the two halves would otherwise belong to different moments.
u16 read_channel2()
{
    outb(kCommand, kLatch2);
    u32 const low = inb(kChannel2);
    u32 const high = inb(kChannel2);
    return static_cast<u16>(high << 8 | low);
}

u16 start_channel2()
{
    outb(kSystemControl, static_cast<u8>((inb(kSystemControl) & ~u32{kSpeaker}) | kGate2));
    outb(kCommand, kCountAndInterrupt2);
    write_count(kChannel2, 0xFFFF);
    return 0xFFFF;
}

} // namespace

PitClock::PitClock() : meter_{start_channel2()} {}

u32 PitClock::ticks()
{
    meter_.read(read_channel2());
    return meter_.ticks();
}

u32 PitClock::microseconds()
{
    u32 const passed = static_cast<u32>(u64{ticks()} * 1'000'000 / kPitHz);
    return meter_.stuck() ? meter_.readings() : passed;
}

bool pit_runs()
{
    PitClock clock;
    while (clock.ticks() == 0)
        if (clock.stuck()) return false;
    return true;
}

void start_pit_tick(u32 hz)
{
    CHECK(hz >= 19 && hz <= 10'000); // the counter has 16 bits
    outb(kCommand, kRateGenerator0);
    write_count(kChannel0, static_cast<u16>((kPitHz + hz / 2) / hz));
}

} // namespace arch
