// SPDX-License-Identifier: MIT
// What a CPU does when no thread wants to run: takes work from another CPU, or halts until an interrupt.
#pragma once

#include "kernel/thread/run_queue_lock.hpp"
#include "lib/types.hpp"
#include "mm/vmap_error.hpp"

#include <span>

namespace kernel {

/// Makes the idle thread of CPU `cpu`, without which it cannot switch threads. Returns the stack, for a CPU
/// that is to start on it and calls idle() then. Threads only.
[[nodiscard]] mm::VmapResult<std::span<std::byte>> create_idle_thread(u32 cpu);

/// CPU 0 schedules from now on; its idle thread exists. The caller is an ordinary thread from here on,
/// interrupts are on when it returns.
void start_scheduling();

/// Another CPU's first and last act: it schedules from now on. On the stack of its idle thread, which is its
/// `current`; interrupts off.
[[noreturn]] void idle() EXCLUDES(a_run_queue_lock);

} // namespace kernel
