// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/cmos_memory.hpp"

#include <algorithm>

namespace arch {

namespace {

constexpr u8 kLowerKib = 0x15, kUpperKib = 0x17, kUpperKibAgain = 0x30, kAbove16In64Kib = 0x34;

u64 word(u8 (*read)(u8), u8 index) { return u64{read(index)} | u64{read(index + 1u)} << 8; }

} // namespace

CmosMemory decode_cmos_memory(u8 (*read)(u8 index))
{
    u64 const lower = word(read, kLowerKib) << 10;
    if (lower < 256_KiB || lower > 640_KiB) return {}; // nothing there, or something else
    u64 const upper = std::max(word(read, kUpperKib), word(read, kUpperKibAgain)) << 10;
    u64 const above_16 = word(read, kAbove16In64Kib) << 16;
    bool const reaches_16 = upper >= 15_MiB;
    return {lower, reaches_16 ? std::max(upper, 15_MiB + above_16) : upper};
}

std::string_view cmos_trouble(u8 (*read)(u8 index))
{
    constexpr u8 kDiagnosis = 0x0E, kStatusD = 0x0D;
    constexpr u32 kPowerIsGood = 0x80, kLostPower = 0x80, kWrongChecksum = 0x40;
    u32 const status = read(kStatusD), diagnosis = read(kDiagnosis);
    if ((status & ~kPowerIsGood) != 0) return {}; // no such register: its other bits are zeros
    if (status == 0) return "has an empty battery: time and settings go when the board is switched off";
    if ((diagnosis & kLostPower) != 0) return "has lost its power, says the BIOS: its battery may be empty";
    if ((diagnosis & kWrongChecksum) != 0) return "has a wrong checksum, says the BIOS: settings may be lost";
    return {};
}

} // namespace arch
