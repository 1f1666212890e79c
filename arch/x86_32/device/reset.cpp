// SPDX-License-Identifier: MIT
// Starting the machine over. Old boards know only the keyboard controller's line to the CPU's reset pin,
// newer ones a port of the chipset; a CPU that cannot deliver a double fault resets any of them.
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/device/stopwatch.hpp"
#include "kernel/hw/power.hpp"

namespace {

constexpr u16 kKeyboardCommand = 0x64;
constexpr u8 kPulseResetLine = 0xFE;
constexpr u16 kResetControl = 0xCF9;
constexpr u8 kHardReset = 0x02, kResetNow = 0x04;
constexpr u32 kResetPatience = 50'000; // microseconds; a reset takes effect at once or never

} // namespace

namespace hw {

void write_back_caches() noexcept { arch::wbinvd(); }

void reset_machine() noexcept
{
    arch::cli();
    write_back_caches();
    arch::outb(kKeyboardCommand, kPulseResetLine);
    arch::delay(kResetPatience);
    arch::outb(kResetControl, kHardReset);
    arch::outb(kResetControl, kHardReset | kResetNow);
    arch::delay(kResetPatience);
    arch::lidt({}); // no exception can be delivered any more: the third in a row resets
    arch::ud2();
}

} // namespace hw
