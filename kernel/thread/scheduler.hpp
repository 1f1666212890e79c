// SPDX-License-Identifier: MIT
// Who runs on this CPU, and until when: the most urgent thread of its run queue, equals in turns of one tick.
// The locking rules stand in scheduler.cpp. Read next: kernel/thread/placement.hpp (which CPU a thread is put
// on), kernel/thread/balance.hpp (CPUs taking work from each other), kernel/thread/wait_queue.hpp (what most
// callers want).
#pragma once

#include "kernel/thread/thread.hpp"

namespace kernel {

/// Lets equals, and whoever is more urgent, run first. Threads only; may sleep.
void yield() EXCLUDES(a_run_queue_lock);

/// Sleeps until unpark() of this thread (kernel/thread/placement.hpp). An unpark() that came first is not
/// lost: park() then returns at once, and only once. May also return for no reason, so it stands in a loop
/// that checks. Threads only, no spin lock held. Interrupts are afterwards as they were before, on or off.
void park() EXCLUDES(a_run_queue_lock);

/// The running thread leaves for good; thread_departed() follows, once its stack is no longer in use.
[[noreturn]] void leave_for_good() EXCLUDES(a_run_queue_lock);

/// A new thread's first act: releases what the switch to it left locked. Interrupts off before and after.
void finish_first_switch() RELEASE(a_run_queue_lock);

/// hw::preempt_enable() and hw::irq_restore() call this when the last region ends that forbade a switch and
/// one was asked for. Does nothing with interrupts off: whoever turns them on asks again.
void preempt_now();

/// Switches threads if the handler asked for it. At the end of every interrupt, outside its InterruptScope.
/// Interrupts off; returns when the interrupted thread runs again, interrupts off.
void preempt_after_interrupt();

} // namespace kernel
