// SPDX-License-Identifier: MIT
// Whose a frame is, for a report about the hardware: what the frame allocator says, and who shows it
// through a window. Takes no lock, since its caller may have stopped the holder: a guess while others run.
#pragma once

#include "lib/address.hpp"
#include "lib/format.hpp"

namespace mm {

/// "high memory, allocated in a block of 4 frames from 0x7654 on; shown in slot 3 of CPU 0 (...)". Any
/// context.
void print_frame_use(lib::Sink& sink, Pfn pfn);

} // namespace mm
