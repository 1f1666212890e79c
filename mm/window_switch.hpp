// SPDX-License-Identifier: MIT
// What a context switch does about mappings, in either design: mm/local_switch.hpp, mm/thread_window.hpp. The
// scheduler calls the first, makes `next` the running thread, and calls the second; interrupts are off.
#pragma once

#include "mm/cpu_space.hpp"
#include "mm/local_switch.hpp"
#include "mm/page_table.hpp"
#include "mm/thread_window.hpp"

namespace mm {

/// The thread with `previous` leaves the CPU with `cpu`, and the one with `next` is about to come. It knows
/// where its window is before it is the running thread: a handler that nothing holds off may ask it at once.
/// Proved by: ThreadWindow.IsShownToAHandlerInTheMiddleOfASwitch,
/// single_step_switch_between_two_holders_interrupted_by_a_mapping_handler.
[[gnu::always_inline]] inline void window_sched_out(LocalStack& previous, LocalStack& next,
                                                    CpuWindow const& cpu)
{
    if (windows_of_threads()) return;
    next.use_window(cpu.slots);
    if (previous.in_use()) local_sched_out(previous, cpu.slots);
}

/// The thread with `next` runs there from now on.
[[gnu::always_inline]] inline void window_sched_in(LocalStack const& previous, LocalStack const& next,
                                                   CpuWindow const& cpu)
{
    if (windows_of_threads()) return exchange_window(previous, next, cpu);
    if (next.in_use()) local_sched_in(next, cpu.slots);
}

/// For a CPU before its first switch: it is number `index`, has `space`, and the thread with `first` runs
/// there.
inline void show_first_window(CpuWindow& cpu, LocalStack& first, CpuSpace const& space, u32 index)
{
    cpu = {window_of_cpu(index), space.window};
    if (windows_of_threads()) {
        publish(*cpu.directory, first.table());
    } else {
        first.use_window(cpu.slots);
    }
}

} // namespace mm
