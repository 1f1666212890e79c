// SPDX-License-Identifier: MIT
// Which thread runs on this CPU, and for how long: the most urgent one of its run queue, and equals take
// turns of one tick. The locking rules are in scheduler.cpp. Read next: kernel/thread/placement.hpp (which
// CPU a thread is put on), kernel/thread/balance.hpp (CPUs take work from each other),
// kernel/thread/wait_queue.hpp (what most callers want).
#pragma once

#include "kernel/thread/thread.hpp"

namespace kernel {

/// Lets threads of the same or a higher priority run first. Threads only; may sleep.
void yield() EXCLUDES(a_run_queue_lock);

/// Sleeps until unpark() of this thread (kernel/thread/placement.hpp). An unpark() that came first is not
/// lost: the next park() returns at once, and only that one. It may also return for no reason, so callers
/// check in a loop. Threads only, no spin lock held. Interrupts are on or off afterwards as they were before.
/// Proved by: SchedulerTest.ParkReturnsAtOnceAfterAnEarlierUnparkAndOnlyOnce, Race.AnUnparkIsNotLost,
/// planted/unpark_forgotten.
void park() EXCLUDES(a_run_queue_lock);

/// Ends the running thread. thread_departed() is called once its stack is no longer in use.
[[noreturn]] void leave_for_good() EXCLUDES(a_run_queue_lock);

/// The first thing that a new thread calls: releases what the switch to it left locked. Interrupts are off
/// before and after.
void finish_first_switch() RELEASE(a_run_queue_lock);

/// hw::preempt_enable() and hw::irq_restore() call this when a switch was asked for and the last region that
/// forbade it ends. Does nothing while interrupts are off: whoever turns them on calls it again.
void preempt_now();

/// Switches threads if the handler asked for it. Called at the end of every interrupt, outside its
/// InterruptScope. Interrupts are off, also when it returns, which is when the interrupted thread runs again.
void preempt_after_interrupt();

} // namespace kernel
