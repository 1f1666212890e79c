// SPDX-License-Identifier: MIT
// The time-stamp counter: kernel/hw/cycles.hpp asks for it; here is the moment from which it counts.
#pragma once

namespace arch {

/// For hw::cycles_at_start(). Called by start(), first.
void note_start();

} // namespace arch
