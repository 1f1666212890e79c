// SPDX-License-Identifier: MIT
// What each CPU has of its own. arch/x86_32 points %fs at the running CPU's block, so that one load answers
// "which CPU is this": hw::this_cpu() is %fs:0, and the running thread is %fs:4.
#pragma once

#include "kernel/thread/preempt.hpp"
#include "kernel/thread/run_queue.hpp"
#include "kernel/thread/thread.hpp"
#include "kernel/thread/timer_wheel.hpp"
#include "kernel/thread/watchdog.hpp"
#include "lib/cpu_mask.hpp"
#include "lib/processor.hpp"
#include "lib/spin_lock.hpp"
#include "mm/cpu_window.hpp"

#include <cstddef>

namespace kernel {

struct alignas(64) Cpu { // cache lines of its own: CPUs do not slow each other down by writing here
    constexpr Cpu(u32 number, Thread* runs) : self{this}, current{runs}, index{number} {}

    Cpu* self;       ///< at offset 0: read through %fs
    Thread* current; ///< at offset 4 on the target: the running thread, or the interrupted one
    u32 index;       ///< 0 .. kMaxCpus-1
    u32 preempt_count = preempt::kNobodyAsked; ///< kernel/thread/preempt.hpp
    std::uintptr_t preempt_off_since = 0;      ///< where in the code: for reports
    std::uintptr_t irqs_off_since = 0;
    mm::CpuWindow window; ///< to show kmap_local's slots in, once the final tables exist

    // Only this CPU, with interrupts off.
    Thread* idle = nullptr; ///< runs when nobody else can; never queued
    bool turn_over = false; ///< `current` has had its tick
    Stall stall;            ///< what its tick has seen of the next CPU (kernel/thread/watchdog.hpp)

    // How busy it is, for other CPUs to look at.
    Published<u32> schedules = 0;  ///< how often it decided who should run
    Published<u32> switches = 0;   ///< how often that was another thread than before
    Published<u32> running = 0;    ///< urgency() of `current`, 0 when idle
    Published<u32> ready = 0;      ///< threads in the run queue
    Published<u32> ready_best = 0; ///< urgency() of the first of them, 0 when there is none

    RunQueueLock run_queue_lock;
    RunQueue run_queue GUARDED_BY(a_run_queue_lock);
    /// The thread that leaves this CPU in the switch that is in progress (scheduler.cpp).
    Thread* departed GUARDED_BY(a_run_queue_lock) = nullptr;

    lib::SpinLock timers_lock{lib::LockRank::Timers};
    TimerWheel timers GUARDED_BY(timers_lock);
};
static_assert(offsetof(Cpu, self) == 0 && offsetof(Cpu, current) == sizeof(void*));

/// A priority as a number above 0, so that 0 is left for "nobody".
[[nodiscard]] constexpr u32 urgency(Priority priority) { return level(priority) + 1; }

/// The block of CPU `index` (0 .. kMaxCpus-1), for arch to point %fs at, and for others to look at. `self`,
/// `index` and, for CPU 0, `current` (the boot thread) are set from the start; `current` is null until a CPU
/// is started.
[[nodiscard]] Cpu& cpu(u32 index);

/// The CPUs that run threads.
[[nodiscard]] lib::CpuMask online_cpus();
void set_online(u32 index, bool online);

} // namespace kernel
