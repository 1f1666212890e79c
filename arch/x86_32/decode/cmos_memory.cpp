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

} // namespace arch
