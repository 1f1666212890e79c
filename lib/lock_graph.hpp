// SPDX-License-Identifier: MIT
// What has been seen of all locks: which were taken while which were held, which are held with interrupts on,
// and which are taken in interrupts. A lock's class is its rank; all locks of a class are one here, as those
// of one key are for Linux's lockdep, so an order is known from two runs that never met.
//
//   A --> B   B was taken while A was held
//   A ==> B   A is held with interrupts on, and interrupts take B: one may come while A is held
//
// Each arrow is a wait that may happen, so a circle of arrows is a deadlock that may happen, on one CPU or on
// several. It is found when its last arrow is seen, whether or not anybody waits at that moment.
//
// Mutexes are not in it: no arrow that they could add would be part of a circle. Among themselves they are
// taken in the order of their ranks, with or without anybody watching; none is taken while a spin lock is
// held, free or not, nor in an interrupt. So all arrows of a mutex lead to spin locks, and none back.
// Proved by: MutexTest.TakingItAgainstTheOrderOfRanksIsStopped,
// MutexTest.TakingItWithASpinLockHeldIsStoppedThoughItIsFree, MutexTest.TakingItInAnInterruptIsStopped.
//
// Fixed tables, no lock, any context: a place is stored before the bit that vouches for it, and whoever adds
// the last arrow sees all others, because adding them has one order for all CPUs.
#pragma once

#include "lib/address.hpp"
#include "lib/atomic.hpp"
#include "lib/bounded_list.hpp"

#include <array>

namespace lib {

class LockGraph {
public:
    static constexpr u32 kClasses = 32; ///< numbers from 0, and bits of a word

    struct Arrow {
        VirtAddr held_since{}, taken_at{}; ///< in the code
        u8 held = 0, taken = 0;            ///< classes
        bool by_interrupt = false;         ///< which of the two kinds
    };
    /// From the arrow that closes it on, each beginning where the one before ends. Empty: there is none.
    using Circle = BoundedList<Arrow, kClasses>;

    /// A lock of class `taken` was waited for at `taken_at`, or might have been, while one of class `held`
    /// was held. If that closes a circle, it is returned, and the pair forgotten: the next time it is
    /// reported again.
    [[nodiscard]] Circle note_order(u32 held, VirtAddr held_since, u32 taken, VirtAddr taken_at);
    /// A lock of this class was taken at `place` where interrupts are on. A circle: as above.
    [[nodiscard]] Circle note_with_interrupts_on(u32 taken, VirtAddr place);
    /// An interrupt handler takes one at `place`, and waits if it has to. A circle: as above.
    [[nodiscard]] Circle note_in_interrupt(u32 taken, VirtAddr place);

    /// What is known of these classes, a bit each, is forgotten: for tests that make mistakes on purpose.
    void forget(u32 classes);

    // For those who show it. A bit for each class.
    [[nodiscard]] u32 taken_under(u32 held) const { return after_[held].load(MemoryOrder::SeqCst); }
    [[nodiscard]] u32 with_interrupts_on() const { return open_.load(MemoryOrder::SeqCst); }
    [[nodiscard]] u32 in_interrupts() const { return in_interrupt_.load(MemoryOrder::SeqCst); }

private:
    using Word = Atomic<u32>;
    struct Way; // of a search

    [[nodiscard]] u32 arrows_from(u32 held) const;
    [[nodiscard]] Arrow arrow(u32 held, u32 taken) const;
    [[nodiscard]] Circle circle(u32 from, u32 to) const;

    std::array<Word, kClasses> after_{};
    Word open_{}, in_interrupt_{};
    std::array<Word, kClasses> open_at_{}, in_interrupt_at_{};
    std::array<std::array<Word, kClasses>, kClasses> held_since_{}, taken_at_{};
};

} // namespace lib
