// SPDX-License-Identifier: MIT
// The lock of a CPU's run queue, and what it guards. A CPU never holds two of them, so at any time the
// question "does this CPU hold the run-queue lock" has one answer, whichever CPU's lock it is, and clang can
// follow it: through the search for the CPU that a thread belongs to, from one CPU's lock to the next, and
// across a switch, where one thread takes the lock and the next one releases it.
//
//     cpu.run_queue_lock.lock();      // from here on we hold a_run_queue_lock
//     reschedule_locked(cpu);         // RELEASE(a_run_queue_lock)
//
// What clang does not see is whose lock it is. A function that needs the lock of one particular CPU takes
// that CPU as a `Cpu&`, and touches no other CPU's queue.
#pragma once

#include "lib/atomic.hpp"
#include "lib/spin_lock.hpp"

namespace kernel {

/// Stands in annotations for the run-queue lock that this CPU holds. No such object exists.
extern class CAPABILITY("run-queue lock") AnyRunQueueLock a_run_queue_lock;

/// Taken only with interrupts off. The locking rules are in kernel/thread/scheduler.cpp.
class RunQueueLock {
public:
    void lock() ACQUIRE(a_run_queue_lock) { spin_lock().lock(); }
    /// Takes it if it is free; never waits.
    [[nodiscard]] bool try_lock() TRY_ACQUIRE(true, a_run_queue_lock) { return spin_lock().try_lock(); }
    void unlock() RELEASE(a_run_queue_lock) { spin_lock().unlock(); }

private:
    lib::SpinLock& spin_lock() RETURN_CAPABILITY(a_run_queue_lock) { return spin_lock_; }

    lib::SpinLock spin_lock_{lib::LockRank::RunQueue};
};

/// A value that is written with the run-queue lock held. Anybody may read it without the lock, and sees what
/// was true a moment ago.
template <class T> class Published {
public:
    constexpr Published(T value) : value_{value} {}

    [[nodiscard]] T get() const { return value_.load(lib::MemoryOrder::Relaxed); }
    void set(T value) REQUIRES(a_run_queue_lock) { value_.store(value, lib::MemoryOrder::Relaxed); }

private:
    lib::Atomic<T> value_;
};

} // namespace kernel
