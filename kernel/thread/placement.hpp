// SPDX-License-Identifier: MIT
// Which CPU a thread is put on when it becomes ready, and everything by which others change where it stands:
// waking it, its priority, its affinity. The rule: a ready thread does not wait while a CPU that it may use
// runs something less urgent.
#pragma once

#include "kernel/thread/cpu.hpp"

namespace kernel {

/// Where `thread` would run soonest, as far as can be seen without locks: on its own CPU if it is pinned or
/// no other is better, else on an idle one, else on the one that runs the least urgent thread.
[[nodiscard]] u32 choose_cpu(Thread const& thread);

/// Puts a thread into a queue that runs nowhere and is in none: it is new, or was sent away from its CPU.
void place(Thread& thread);

/// Wakes `thread`, or makes its next park() return at once. Any context but NMI; never sleeps. The thread
/// must not have exited.
void unpark(Thread& thread);

/// Changes how urgent `thread` is, wherever it is. For kernel/sync/inheritance.cpp.
void change_priority(Thread& thread, Priority priority);

/// From now on `thread` runs on these CPUs only, at least one of which must be online. If it is on another
/// one now, it moves at once, or at the first switch after it is no longer pinned. Threads only.
void set_affinity(Thread& thread, lib::CpuMask cpus);

/// Locks the run queue of the CPU that `thread` belongs to, and returns that CPU: the thread stays there
/// until the queue is unlocked. Interrupts off.
[[nodiscard]] Cpu& lock_cpu_of(Thread const& thread) ACQUIRE(a_run_queue_lock);

/// Puts `thread`, which belongs to `cpu`, runs nowhere and is in no queue, into the best queue that it may
/// use. The caller holds the lock of `cpu`; it is released here.
void place_and_unlock(Cpu& cpu, Thread& thread) RELEASE(a_run_queue_lock);

/// For a thread that was just taken from another CPU's queue: puts it into the queue of the CPU that it now
/// belongs to, or elsewhere if it may no longer run there.
void accept(Thread& thread);

/// Publishes what waits in the queue of `cpu`.
void publish_ready(Cpu& cpu) REQUIRES(a_run_queue_lock);
/// Publishes how busy `cpu` is: that it runs `running`, and what waits in its queue.
void publish_load(Cpu& cpu, Thread const& running) REQUIRES(a_run_queue_lock);

} // namespace kernel
