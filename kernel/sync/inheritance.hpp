// SPDX-License-Identifier: MIT
// Priority inheritance: a thread is as urgent as the most urgent thread that waits for a mutex it holds, and
// so on along the chain. Threads and mutexes form a graph. One lock guards all of it, so that a chain does
// not change while it is followed; only a thread that has to wait, or that has waiters, takes it. A mutex
// that nobody waits for never comes here.
//
//     urgent --waits for--> mutex A --held by--> middle --waits for--> mutex B --held by--> low
//       24                                         24                                        24 instead of 8
#pragma once

#include "kernel/thread/thread.hpp" // inheritance_lock
#include "lib/spin_lock.hpp"

namespace kernel {

class Mutex;

class Inheritance {
public:
    /// Would the chain that begins with `mutex` lead back to `waiter`?
    [[nodiscard]] static bool closes_circle(Mutex const& mutex, Thread const& waiter)
        REQUIRES(inheritance_lock);
    /// `waiter` is about to wait for `mutex`, which somebody holds: lends its urgency along the chain.
    static void begin_wait(Mutex& mutex, Thread& waiter) REQUIRES(inheritance_lock);
    /// `waiter` has given up: takes back, along the chain, what nobody lends any more.
    static void abandon_wait(Mutex& mutex, Thread& waiter) REQUIRES(inheritance_lock);
    /// `holder` releases `mutex`. Hands it to the most urgent waiter, if there is one.
    static void release(Mutex& mutex, Thread& holder) REQUIRES(inheritance_lock);

    /// How urgent `thread` should be: its own priority, or that of a more urgent thread that waits for it.
    [[nodiscard]] static Priority due_priority(Thread& thread) REQUIRES(inheritance_lock);
    /// Gives `thread`, and every holder along the chain that it waits for, the priority that is due.
    static void settle(Thread& thread) REQUIRES(inheritance_lock);
};

/// Changes the priority that `thread` has of its own; what it has inherited stays. Any context but NMI.
void set_priority(Thread& thread, Priority priority);

} // namespace kernel
