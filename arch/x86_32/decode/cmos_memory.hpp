// SPDX-License-Identifier: MIT
// What the BIOS wrote into the battery-backed memory about RAM, long before any loader ran: bytes 0x15 to
// 0x18 and 0x30 since the PC AT, 0x34 on many later boards.
#pragma once

#include "lib/types.hpp"

#include <string_view>

namespace arch {

/// Both are 0 where there is no such memory, or nothing in it that could be true.
struct CmosMemory {
    u64 lower_bytes = 0; ///< from address 0, at most 640 KiB
    u64 upper_bytes = 0; ///< from 1 MiB, in one piece, up to 4 GiB, with what firmware keeps of it
};

/// `read`: one byte of the battery-backed memory.
[[nodiscard]] CmosMemory decode_cmos_memory(u8 (*read)(u8 index));

/// What the battery-backed memory says about its own power, in words that go behind "it"; empty where all is
/// well, or where there is none. A literal.
[[nodiscard]] std::string_view cmos_trouble(u8 (*read)(u8 index));

} // namespace arch
