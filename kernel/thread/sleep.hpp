// SPDX-License-Identifier: MIT
// Doing nothing for a while.
#pragma once

#include "lib/types.hpp"

namespace kernel {

/// Sleeps for at least that long. Threads only.
void sleep_ticks(u32 ticks);
void sleep_ms(u32 ms);

} // namespace kernel
