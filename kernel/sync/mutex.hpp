// SPDX-License-Identifier: MIT
// Sleeping lock with priority inheritance: while somebody urgent waits, the holder runs as urgently. Handed
// straight to the most urgent waiter. Checked: rank order, taken twice, released by another thread, a circle
// of threads that wait for each other, an exit that leaves it held.
#pragma once

#include "kernel/sync/inheritance.hpp"
#include "kernel/thread/wait_queue.hpp"
#include "lib/annotations.hpp"
#include "lib/lock_rank.hpp"

namespace kernel {

class CAPABILITY("mutex") Mutex : lib::ListHook<class ContendedTag> {
public:
    /// `name`: a literal.
    constexpr Mutex(lib::LockRank rank, char const* name) : rank_{rank}, waiters_{WaitKind::Mutex, name} {}
    Mutex(Mutex const&) = delete;
    Mutex& operator=(Mutex const&) = delete;

    /// Threads only; may sleep.
    void lock() ACQUIRE();
    [[nodiscard]] bool try_lock() TRY_ACQUIRE(true);
    /// Waits for at most so many ticks. Returns whether it was taken.
    [[nodiscard]] bool lock_for(u32 ticks) TRY_ACQUIRE(true);
    /// By the thread that took it.
    void unlock() RELEASE();

    [[nodiscard]] char const* name() const { return waiters_.name(); }
    /// The thread that holds it, or null. A guess unless that is the caller, or the inheritance lock is held.
    [[nodiscard]] Thread* holder() const;

private:
    friend class Inheritance;
    friend class lib::List<Mutex, ContendedTag>; // the hook is nobody else's business

    // The holder's address, and bit 0 while others wait, so that a lock and an unlock that nobody disturbs
    // are one compare-and-exchange each.
    static constexpr std::uintptr_t kContended = 1;

    enum class Turn : u8 { Mine, TooLate, Never };

    [[nodiscard]] static std::uintptr_t word(Thread const* thread);
    [[nodiscard]] bool take_if_free();
    [[nodiscard]] bool take_or_mark() REQUIRES(inheritance_lock);
    [[nodiscard]] Turn stand_in_line(Deadline* deadline);
    [[nodiscard]] bool wait_for_turn(Deadline* deadline) TRY_ACQUIRE(true);
    void check_order() const;

    std::atomic<std::uintptr_t> holder_ = 0;
    lib::LockRank rank_;
    WaitQueue waiters_;
};

/// Holds a mutex for a scope.
class [[nodiscard]] SCOPED_CAPABILITY MutexGuard {
public:
    explicit MutexGuard(Mutex& mutex) ACQUIRE(mutex) : mutex_{mutex} { mutex_.lock(); }
    ~MutexGuard() RELEASE() { mutex_.unlock(); }
    MutexGuard(MutexGuard const&) = delete;
    MutexGuard& operator=(MutexGuard const&) = delete;

private:
    Mutex& mutex_;
};

} // namespace kernel
