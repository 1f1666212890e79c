// SPDX-License-Identifier: MIT
// From one CPU that runs straight on to all CPUs scheduling threads: how many are wanted, and what each
// needs. How one is woken is arch's business (hw::start_cpu). Read next: kernel/thread/idle.hpp.
#pragma once

#include "kernel/start/memory.hpp"

namespace kernel {

/// The caller becomes an ordinary thread on CPU 0, whose tick comes `hz` times a second from here on:
/// interrupts are on when this returns. Boot CPU, once, after hw::init_interrupts().
void start_this_cpu(u32 hz);

/// Starts other CPUs until `limit` run, this one included, and says which ones do not answer. The boot
/// thread, once, after start_this_cpu().
void start_other_cpus(Memory const& memory, u32 limit);

/// What a CPU does once arch has set it up, on the stack that it was given. Interrupts off.
[[noreturn]] void run_secondary();

} // namespace kernel
