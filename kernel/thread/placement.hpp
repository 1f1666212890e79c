// SPDX-License-Identifier: MIT
// Which CPU a thread is put on when it becomes ready, and everything that changes where a thread stands from
// outside it. The rule: a ready thread does not wait while a CPU that it may use runs something less urgent.
#pragma once

#include "kernel/thread/cpu.hpp"

namespace kernel {

/// Where `thread` would run soonest, as far as can be seen without locks: its own CPU if it is pinned or if
/// no other is better, else one that idles, else the one that runs the least urgent thread.
[[nodiscard]] u32 choose_cpu(Thread const& thread);

/// Puts a thread that runs nowhere and is in no queue into one: new, or sent away from its CPU.
void place(Thread& thread);

/// Wakes `thread`, or lets its next park() return at once. Any context but NMI; never sleeps. The thread must
/// not have exited.
void unpark(Thread& thread);

/// Changes how urgent `thread` is, wherever it is. For kernel/sync/inheritance.cpp.
void change_priority(Thread& thread, Priority priority);

/// From now on `thread` runs on these CPUs only, one of which must be online. If it is on another one now, it
/// moves at once, or as soon as it is no longer pinned and switches. Threads only.
void set_affinity(Thread& thread, lib::CpuMask cpus);

/// The CPU that `thread` belongs to, its run queue locked: the thread stays there until it is unlocked again.
/// Interrupts off.
[[nodiscard]] Cpu& lock_cpu_of(Thread const& thread) ACQUIRE(a_run_queue_lock);

/// Puts `thread`, which runs nowhere and is in no queue and belongs to `cpu`, into the best queue that it may
/// use. Takes the lock of `cpu` over and releases it.
void place_and_unlock(Cpu& cpu, Thread& thread) RELEASE(a_run_queue_lock);

/// Puts a thread into the queue of the CPU that it belongs to, which whoever took it from another one has
/// just decided; elsewhere if it may no longer run there.
void accept(Thread& thread);

/// Tells others what waits in the queue of `cpu`.
void publish_ready(Cpu& cpu) REQUIRES(a_run_queue_lock);
/// Tells others how busy `cpu` is: it runs `running`, and its queue is as it is.
void publish_load(Cpu& cpu, Thread const& running) REQUIRES(a_run_queue_lock);

} // namespace kernel
