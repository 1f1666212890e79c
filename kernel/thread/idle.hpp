// SPDX-License-Identifier: MIT
// What a CPU does when it has no thread to run: takes work from another CPU, or halts until an interrupt.
#pragma once

#include "kernel/thread/run_queue_lock.hpp"
#include "lib/types.hpp"
#include "mm/vmap_error.hpp"

#include <span>

namespace kernel {

/// Makes the idle thread of CPU `cpu`, without which that CPU cannot switch threads. Returns its stack, on
/// which a CPU that is started calls idle(). Threads only.
[[nodiscard]] mm::VmapResult<std::span<std::byte>> create_idle_thread(u32 cpu);

/// CPU 0 schedules from now on. Precondition: its idle thread exists. The caller becomes an ordinary thread,
/// and interrupts are on when it returns.
void start_scheduling();

/// What every other CPU ends in: it schedules from now on. Called on the stack of its idle thread, which is
/// its `current`, with interrupts off.
[[noreturn]] void idle() EXCLUDES(a_run_queue_lock);

} // namespace kernel
