// SPDX-License-Identifier: MIT
// The battery-backed clock (Motorola MC146818 and its descendants): here only its seconds, the last resort
// for measuring a faster clock.
#pragma once

#include "lib/types.hpp"

namespace arch {

/// One byte of the clock and of the memory that shares its battery. Interrupts off, or nobody else there.
[[nodiscard]] u8 read_cmos(u8 index);

/// Waits until the next second begins, polling. False if none does within some seconds: no such clock runs.
[[nodiscard]] bool wait_for_next_second();

} // namespace arch
