// SPDX-License-Identifier: MIT
// Which interrupt vector means what: the whole table. A local APIC ranks vectors by their upper four bits,
// so those that other CPUs wait for rank above those that can wait.
#pragma once

#include "lib/types.hpp"

namespace arch::vectors {

inline constexpr u32 kPic = 0x20;        ///< IRQ 0 to 15 of the two 8259s
inline constexpr u32 kTick = 0x40;       ///< this CPU's local APIC timer
inline constexpr u32 kReschedule = 0xE0; ///< another CPU put a thread into this one's queue
inline constexpr u32 kShootdown = 0xF0;  ///< another CPU waits for this one to drop translations
inline constexpr u32 kStop = 0xF8;       ///< another CPU panics: halt for good
inline constexpr u32 kApicError = 0xFE;
inline constexpr u32 kSpurious = 0xFF; ///< its lower four bits must be set on P6 (SDM 3A, 10.9)

} // namespace arch::vectors
