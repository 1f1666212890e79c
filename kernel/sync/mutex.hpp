// SPDX-License-Identifier: MIT
// Sleeping lock with priority inheritance: while an urgent thread waits, the holder is as urgent. unlock()
// hands it straight to the most urgent waiter. What is checked: the order of ranks, taking it twice, release
// by another thread, threads that wait for each other in a circle, a thread that exits with it held.
#pragma once

#include "kernel/sync/inheritance.hpp"
#include "kernel/thread/wait_queue.hpp"
#include "lib/annotations.hpp"
#include "lib/atomic.hpp"
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
    /// Waits for at most `ticks` ticks. Returns whether it was taken.
    [[nodiscard]] bool lock_for(u32 ticks) TRY_ACQUIRE(true);
    /// Only by the thread that took it.
    void unlock() RELEASE();

    [[nodiscard]] char const* name() const { return waiters_.name(); }
    /// The thread that holds it, or null. A guess, unless that is the caller or the inheritance lock is held.
    [[nodiscard]] Thread* holder() const;

private:
    friend class Inheritance;
    friend class lib::List<Mutex, ContendedTag>; // the hook is nobody else's business

    // Bit 0 of the holder's address is set while others wait, so that lock() and unlock() are a single
    // compare-and-exchange each while nobody does.
    static constexpr std::uintptr_t kContended = 1;

    enum class Turn : u8 { Mine, TooLate, Never };

    [[nodiscard]] static std::uintptr_t word(Thread const* thread);
    [[nodiscard]] bool take_if_free();
    [[nodiscard]] bool take_or_mark() REQUIRES(inheritance_lock);
    [[nodiscard]] Turn stand_in_line(Deadline* deadline);
    [[nodiscard]] bool wait_for_turn(Deadline* deadline) TRY_ACQUIRE(true);
    void check_order() const;

    lib::Atomic<std::uintptr_t> holder_ = 0;
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
