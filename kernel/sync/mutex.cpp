// SPDX-License-Identifier: MIT
#include "kernel/sync/mutex.hpp"

#include "kernel/sync/lock_report.hpp"
#include "kernel/thread/preempt.hpp"
#include "lib/atomic.hpp"
#include "mm/threads_only.hpp"

namespace kernel {

// A thread's address as a number. Bit 0 is free for us, since threads are aligned.
std::uintptr_t Mutex::word(Thread const* thread) { return reinterpret_cast<std::uintptr_t>(thread); }

Thread* Mutex::holder() const
{
    return reinterpret_cast<Thread*>(holder_.load(lib::MemoryOrder::Relaxed) & ~kContended);
}

void Mutex::check_order() const
{
    mm::threads_only("Mutex::try_lock"); // in an interrupt, `current` is the interrupted thread
    u32 const held = current().mutex_ranks;
    if (holder() == &current()) [[unlikely]]
        stop_taken_twice(*this);
    if (held >= lib::rank_bit(rank_)) [[unlikely]]
        stop_wrong_order(*this, rank_, held);
}

bool Mutex::take_if_free()
{
    std::uintptr_t free = 0;
    return holder_.compare_exchange_strong(free, word(&current()), lib::MemoryOrder::Acquire,
                                           lib::MemoryOrder::Relaxed);
}

// Takes the mutex if it came free meanwhile; else makes sure that its holder looks for waiters at the end.
// Proved by: Race.AMutexIsHeldByOneAndFreeInTheEnd, planted/mutex_waiter_not_marked.
bool Mutex::take_or_mark()
{
    for (;;) {
        if (take_if_free()) return true;
        std::uintptr_t seen = holder_.load(lib::MemoryOrder::Relaxed);
        if (seen != 0 &&
            holder_.compare_exchange_strong(seen, seen | kContended, lib::MemoryOrder::Relaxed)) {
            return false;
        }
    }
}

Mutex::Turn Mutex::stand_in_line(Deadline* deadline)
{
    lib::IrqSpinGuard const guard{inheritance_lock};
    Thread& self = current();
    if (take_or_mark()) return Turn::Mine;
    if (Inheritance::closes_circle(*this, self)) return Turn::Never;
    Inheritance::begin_wait(*this, self);
    if (deadline == nullptr) {
        waiters_.wait(inheritance_lock); // once woken we hold it: release() has handed it over
    } else if (waiters_.wait(inheritance_lock, *deadline) == Woken::TimedOut) {
        Inheritance::abandon_wait(*this, self);
        return Turn::TooLate;
    }
    return Turn::Mine;
}

// Returns whether it was taken, which without a deadline it always is.
bool Mutex::wait_for_turn(Deadline* deadline)
{
    Turn const turn = stand_in_line(deadline);
    if (turn == Turn::Never) stop_deadlock(*this);
    if (turn == Turn::TooLate) return false;
    current().mutex_ranks |= lib::rank_bit(rank_);
    return true;
}

bool Mutex::try_lock()
{
    check_order();
    if (!take_if_free()) return false;
    current().mutex_ranks |= lib::rank_bit(rank_);
    return true;
}

void Mutex::lock()
{
    might_sleep("Mutex::lock()");
    if (!try_lock() && !wait_for_turn(nullptr))
        lib::check_failed("a wait without a deadline came too late", __FILE__, __LINE__);
}

bool Mutex::lock_for(u32 ticks)
{
    might_sleep("Mutex::lock_for()");
    if (try_lock()) return true;
    Deadline deadline{inheritance_lock, ticks};
    return wait_for_turn(&deadline);
}

// Not analysed: here a mutex comes free, which clang can only be told.
void Mutex::unlock() NO_THREAD_SAFETY_ANALYSIS
{
    mm::threads_only("Mutex::unlock");
    Thread& self = current();
    if (holder() != &self) [[unlikely]]
        stop_not_holder(*this);
    self.mutex_ranks &= ~lib::rank_bit(rank_);
    std::uintptr_t undisturbed = word(&self);
    if (holder_.compare_exchange_strong(undisturbed, 0, lib::MemoryOrder::Release,
                                        lib::MemoryOrder::Relaxed)) {
        return;
    }
    lib::IrqSpinGuard const guard{inheritance_lock};
    Inheritance::release(*this, self);
}

} // namespace kernel
