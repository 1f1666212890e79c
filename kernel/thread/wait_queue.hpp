// SPDX-License-Identifier: MIT
// Threads that wait for something to become true. One spin lock, which belongs to the owner of both, guards
// the condition and the queue; so no wake-up can be lost between checking and going to sleep.
//
//     lib::IrqSpinGuard guard{lock_};                        lib::IrqSpinGuard guard{lock_};
//     while (!ready_) waiters_.wait(lock_);                  ready_ = true;
//     ready_ = false;                                        waiters_.wake_one(lock_);
//
// Proved by: Race.AWakeUpIsNotLostHoweverItMeetsTheGoingToSleep,
// planted/lock_left_between_looking_and_waiting.
#pragma once

#include "kernel/thread/timer.hpp"
#include "lib/check.hpp"
#include "lib/intrusive_list.hpp"
#include "lib/spin_lock.hpp"

namespace kernel {

struct Thread;

enum class WaitKind : u8 { Mutex, Semaphore, Completion, Sleep, Join, Slot, Other };
[[nodiscard]] char const* wait_kind_name(WaitKind kind);

enum class Woken : u8 { ByWaker, TimedOut };

/// One thread in one queue. Lies on that thread's stack; the queue's lock guards all fields.
struct Waiter : lib::ListHook<class WaiterTag> {
    explicit Waiter(Thread& who) : thread{who} {}

    Thread& thread;
    Woken result = Woken::ByWaker; ///< meaningful once it is no longer linked
};

class Deadline;

/// Each call names the lock, as with std::condition_variable, so that clang can check that it is held. It
/// must always be the same one, and is taken with interrupts off.
class WaitQueue {
public:
    /// `name`: what is waited for; a literal.
    constexpr WaitQueue(WaitKind kind, char const* name) : kind_{kind}, name_{name} {}

    /// Sleeps until woken. The lock is free meanwhile, and held again afterwards. Precondition of both calls:
    /// the caller has called might_sleep() before it took the lock.
    void wait(lib::SpinLock& lock) REQUIRES(lock);
    /// The same, but until `deadline` at the latest.
    Woken wait(lib::SpinLock& lock, Deadline& deadline) REQUIRES(lock);

    /// Wakes the most urgent waiter, among equals the one that came first, and returns its thread; null if
    /// nobody waits. What it waited for may be handed to it: it can no longer time out.
    Thread* wake_one(lib::SpinLock& lock) REQUIRES(lock);
    void wake_all(lib::SpinLock& lock) REQUIRES(lock);

    /// The one that wake_one() would wake, or null.
    [[nodiscard]] Thread* most_urgent(lib::SpinLock& lock) REQUIRES(lock);
    [[nodiscard]] bool empty() const { return waiters_.empty(); }

    [[nodiscard]] WaitKind kind() const { return kind_; }
    [[nodiscard]] char const* name() const { return name_; }

private:
    friend class Deadline;

    [[nodiscard]] Waiter* most_urgent_waiter();
    void sleep(lib::SpinLock& lock, Waiter& waiter) REQUIRES(lock);

    lib::List<Waiter, WaiterTag> waiters_;
    WaitKind kind_;
    char const* name_;
};

/// When a wait in a queue guarded by `lock` ends at the latest. Must be made before that lock is taken and
/// destroyed after it is released: its timer takes the lock, so the timers' locks come first in the order.
/// Proved by: Deadline.MadeWithTheLockOfItsQueueHeldIsStopped,
/// Deadline.GoneWithTheLockOfItsQueueHeldIsStopped.
class [[nodiscard]] Deadline : CpuTimer {
public:
    Deadline(lib::SpinLock& lock, u32 ticks);
    Deadline(Deadline const&) = delete;
    Deadline& operator=(Deadline const&) = delete;

private:
    friend class WaitQueue;
    static void expire(CpuTimer& timer);

    /// Stops unless `lock`, which the caller holds, is ours.
    void check_guarded_by(lib::SpinLock const& lock) const ASSERT_CAPABILITY(lock_)
    {
        CHECK(&lock == &lock_);
    }

    lib::SpinLock& lock_;
    Waiter* waiter_ GUARDED_BY(lock_) = nullptr; ///< whom to wake, while it waits
    bool over_ GUARDED_BY(lock_) = false;
};

} // namespace kernel
