// SPDX-License-Identifier: MIT
// CPUs take threads from each other's run queues: an idle one at once, the others every few ticks. Pinned
// threads stay.
#pragma once

#include "kernel/thread/cpu.hpp"

namespace kernel {

/// Moves one thread from another CPU's queue to this one's, if there is a thread that gains by it: because it
/// is more urgent than the one that runs here, or because the queue there is longer by at least two. Returns
/// whether it did. Interrupts off.
bool take_work(Cpu& taker);

} // namespace kernel
