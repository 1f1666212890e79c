// SPDX-License-Identifier: MIT
// Threads that wait for something to become true. What that is, and the queue, are guarded by one spin lock
// that belongs to whoever owns both; so no wake-up can be lost between looking and going to sleep.
//
//     lib::IrqSpinGuard guard{lock_};                        lib::IrqSpinGuard guard{lock_};
//     while (!ready_) waiters_.wait(lock_);                  ready_ = true;
//     ready_ = false;                                        waiters_.wake_one(lock_);
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

/// One thread in one queue. On its stack; all fields with the queue's lock held.
struct Waiter : lib::ListHook<class WaiterTag> {
    explicit Waiter(Thread& who) : thread{who} {}

    Thread& thread;
    Woken result = Woken::ByWaker; ///< of use once it is no longer linked
};

class Deadline;

/// Each call names the lock, as with std::condition_variable, so that clang can check that it is held; it is
/// the same one every time, and one that interrupts may take too.
class WaitQueue {
public:
    /// `name`: what is waited for; a literal.
    constexpr WaitQueue(WaitKind kind, char const* name) : kind_{kind}, name_{name} {}

    /// Sleeps until woken. The lock is free meanwhile, and held again afterwards. Precondition of this and
    /// the next: the caller said might_sleep() before it took the lock.
    void wait(lib::SpinLock& lock) REQUIRES(lock);
    /// The same, until `deadline` at the latest.
    Woken wait(lib::SpinLock& lock, Deadline& deadline) REQUIRES(lock);

    /// Wakes the most urgent waiter, the one among equals that came first. Null if nobody waits. What the
    /// waiter waited for may be handed to it: it does not time out any more.
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

/// The end of a wait in a queue that is guarded by `lock`. Made before that lock is taken and gone after it
/// is released: its timer takes it, so timers' locks come first in the order.
class [[nodiscard]] Deadline : CpuTimer {
public:
    Deadline(lib::SpinLock& lock, u32 ticks);
    Deadline(Deadline const&) = delete;
    Deadline& operator=(Deadline const&) = delete;

private:
    friend class WaitQueue;
    static void expire(CpuTimer& timer);

    /// Stops unless `lock` is ours, which the caller holds.
    void check_guarded_by(lib::SpinLock const& lock) const ASSERT_CAPABILITY(lock_)
    {
        CHECK(&lock == &lock_);
    }

    lib::SpinLock& lock_;
    Waiter* waiter_ GUARDED_BY(lock_) = nullptr; ///< whom to wake, while it waits
    bool over_ GUARDED_BY(lock_) = false;
};

} // namespace kernel
