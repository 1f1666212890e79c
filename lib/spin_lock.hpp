// SPDX-License-Identifier: MIT
// Ticket spin lock: waiters are served in the order in which they came. Each lock has a rank; taking it
// against the order of lib/lock_rank.hpp, taking it twice, or releasing one that another CPU holds stops the
// machine. Use the guards.
#pragma once

#include "lib/annotations.hpp"
#include "lib/atomic.hpp"
#include "lib/irq_guard.hpp"
#include "lib/lock_rank.hpp"
#include "lib/lock_watch.hpp"
#include "lib/preempt_guard.hpp"

namespace lib {

class CAPABILITY("spin lock") SpinLock {
public:
    constexpr explicit SpinLock(LockRank rank) : rank_bit_{rank_bit(rank)} {}
    SpinLock(SpinLock const&) = delete;
    SpinLock& operator=(SpinLock const&) = delete;

    /// Waits. The caller must not be preempted until unlock(), or others wait for a thread that does not run;
    /// the guards see to that. A lock that interrupts take as well must only be taken with interrupts off
    /// (IrqSpinGuard), or an interrupt waits for the code it interrupted.
    void lock() ACQUIRE();
    /// Takes the lock if it is free. Never waits, and never queues up with those who do.
    [[nodiscard]] bool try_lock() TRY_ACQUIRE(true);
    void unlock() RELEASE();

    /// For a panic, once the other CPUs have stopped: what this lock guards may be read, although its holder
    /// may have stopped with it. This only tells clang; nothing is taken or checked.
    void assume_others_stopped() const ASSERT_CAPABILITY(this) {}

    [[nodiscard]] bool held_by_this_cpu() const
    {
        return holder_.load(lib::MemoryOrder::Relaxed) == hw::cpu_index();
    }

private:
    static constexpr u32 kNobody = ~0u;

    // Out of line, so that the fast path does not pay for their registers.
    [[gnu::noinline]] void wait_for_turn(u32 mine);
    /// Where the fast path cannot note the rank: stops if the order forbids it; if locks are watched, has it
    /// looked at and notes it. Keeps all registers, since a call that returns would make the fast path save
    /// those that it needs afterwards.
    [[gnu::cold, gnu::noinline]] KEEPS_ALL_REGISTERS void note_rank_slowly() const;
    void note_rank(Taking taking, VirtAddr place) const;
    [[noreturn, gnu::cold]] void stop_wrong_order() const;
    [[noreturn, gnu::cold]] void stop_interrupted(u32 mine, char const* does);
    [[noreturn, gnu::cold, gnu::noinline]] void stop_not_holder() const;

    lib::Atomic<u32> next_ticket_ = 0;
    lib::Atomic<u32> now_serving_ = 0;
    lib::Atomic<u32> holder_ = kNobody; // a CPU's number; for reports and checks only
    u32 rank_bit_;                      // the bit rather than the rank: saves a shift
};

/// For which lock each CPU stands in line, or null: the innermost, since an interrupt may come meanwhile. As
/// with g_held_ranks, only that CPU looks.
extern constinit std::array<SpinLock const*, kMaxCpus> g_waits_for;

// This and unlock() are inlined wherever a lock is taken: a call, and the registers saved around it, would
// cost as much as what they do.
//
// Not analysed: this is what makes the lock held, and clang must take our word for it.
[[gnu::always_inline]] inline void SpinLock::lock() NO_THREAD_SAFETY_ANALYSIS
{
    u32 const cpu = hw::cpu_index();
    if (!rank_acquired(cpu, rank_bit_)) [[unlikely]]
        note_rank_slowly(); // before the wait, or a circle of waiters would never report itself
    u32 const mine = next_ticket_.fetch_add(1, lib::MemoryOrder::Relaxed);
    // Acquire pairs with the release in unlock(): from here on we see what the last holder wrote.
    if (now_serving_.load(lib::MemoryOrder::Acquire) != mine) [[unlikely]]
        wait_for_turn(mine);
    holder_.store(cpu, lib::MemoryOrder::Relaxed);
}

// Not analysed: this is what makes the lock free, and clang must take our word for it.
[[gnu::always_inline]] inline void SpinLock::unlock() NO_THREAD_SAFETY_ANALYSIS
{
    u32 const cpu = hw::cpu_index();
    if (holder_.load(lib::MemoryOrder::Relaxed) != cpu) [[unlikely]]
        stop_not_holder();
    holder_.store(kNobody, lib::MemoryOrder::Relaxed);
    // Only the holder writes now_serving_, so this needs no locked instruction.
    now_serving_.store(now_serving_.load(lib::MemoryOrder::Relaxed) + 1, lib::MemoryOrder::Release);
    rank_released(cpu, rank_bit_);
}

/// Holds a lock for a scope. For locks that no interrupt takes.
class [[nodiscard]] SCOPED_CAPABILITY SpinGuard {
public:
    [[gnu::always_inline]] explicit SpinGuard(SpinLock& lock) ACQUIRE(lock) : lock_{lock} { lock_.lock(); }
    [[gnu::always_inline]] ~SpinGuard() RELEASE() { lock_.unlock(); }
    SpinGuard(SpinGuard const&) = delete;
    SpinGuard& operator=(SpinGuard const&) = delete;

private:
    PreemptGuard no_switch_; // first member, so it ends after the lock is free
    SpinLock& lock_;
};

/// The same, with interrupts off on this CPU meanwhile, which rules out a switch as well.
class [[nodiscard]] SCOPED_CAPABILITY IrqSpinGuard {
public:
    [[gnu::always_inline]] explicit IrqSpinGuard(SpinLock& lock) ACQUIRE(lock) : lock_{lock} { lock_.lock(); }
    [[gnu::always_inline]] ~IrqSpinGuard() RELEASE() { lock_.unlock(); }
    IrqSpinGuard(IrqSpinGuard const&) = delete;
    IrqSpinGuard& operator=(IrqSpinGuard const&) = delete;

private:
    IrqGuard irqs_off_; // first member: off before the lock is taken, on again after it is released
    SpinLock& lock_;
};

} // namespace lib
