// SPDX-License-Identifier: MIT
// The order of all locks, outermost first. A CPU that holds a lock may take only locks further down, so no
// two CPUs can wait for each other in a circle. Checked at every lock() of lib/spin_lock.hpp.
// Proved by: LockRankTest.ASecondLockOfTheSameRankIsNotNoted, lock_wrong_order_of_spin_locks_is_reported.
#pragma once

#include "lib/processor.hpp"

#include <array>

namespace lib {

enum class LockRank : u8 {
    TestOuter, ///< these three are for tests and the tour
    TestMiddle,
    TestInner,
    Vmap,           ///< takes frames for its page tables
    Kmap,           ///< flushes other CPUs, and wakes threads, while it is held
    MemoryTest,     ///< what is still to be tested, and what was found
    ThreadList,     ///< the list of all threads; its walker may lock the run queue of one
    Timers,         ///< one per CPU; a timer that expires wakes threads while it is held
    Wait,           ///< semaphores, completions, sleep: wakes threads while it is held
    Inheritance,    ///< mutexes that are waited for; changes priorities and wakes threads
    RunQueue,       ///< one per CPU, never two at once
    Handles,        ///< one per task, never two at once; takes frames while it is held
    Slab,           ///< one per cache, never two at once; takes frames while it is held
    SlabCaches,     ///< the list of all caches
    FrameAllocator, ///< may complain on the console while it is held
    MachineCheck,   ///< the count of errors that the hardware corrected
    TestTickOuter,  ///< for tests in a tick, whose timers hold their lock; this one and the next
    TestTickInner,
    Console, ///< innermost: everything prints, and printing takes no other lock
};
[[nodiscard]] char const* lock_rank_name(LockRank rank);

[[nodiscard]] constexpr u32 rank_bit(LockRank rank) { return 1u << static_cast<u32>(rank); }

/// Which ranks each CPU holds: a word for each CPU, a bit for each rank. Code touches only the word of its
/// own CPU, and only where it cannot migrate, so this needs neither a lock nor atomics. Only the functions
/// below and lib/lock_watch.cpp use it; they are in the header to be inlined.
///
/// The highest bits are no ranks. While locks are watched they are set, so that each lock looks as if it came
/// too late in the order and goes the long way: the others need not ask whether they are watched.
extern constinit std::array<u32, kMaxCpus> g_held_ranks;
inline constexpr u32 kLocksWatched = 1u << 31;     ///< by lib/lock_watch.hpp
inline constexpr u32 kWatchedInterrupt = 1u << 30; ///< and an interrupt handler runs
inline constexpr u32 kAllRanks = kWatchedInterrupt - 1;

/// Notes that CPU `cpu`, which is this one, takes a lock of the rank with this bit. If it already holds one
/// of the same rank or of one further in, or locks are watched, notes nothing and returns false.
[[nodiscard]] inline bool rank_acquired(u32 cpu, u32 rank_bit)
{
    u32& held = g_held_ranks[cpu];
    if (held >= rank_bit) [[unlikely]]
        return false;
    held |= rank_bit;
    return true;
}
/// Takes that note back. Precondition: it was made.
inline void rank_released(u32 cpu, u32 rank_bit) { g_held_ranks[cpu] ^= rank_bit; }

/// One bit for each rank that this CPU holds.
[[nodiscard]] inline u32 held_lock_ranks() { return g_held_ranks[hw::cpu_index()] & kAllRanks; }

/// Puts this CPU's notes aside while an interrupt runs. The locks of the interrupted code say nothing about
/// the order of the handler's: a lock that both may take is taken with interrupts off, so a handler never
/// finds it held by this CPU.
/// Proved by: LockWatch.LocksOfTheInterruptedCodeAreNotThoseOfTheHandler,
/// planted/handler_knows_the_interrupted_locks.
class [[nodiscard]] RankContext {
public:
    RankContext();
    ~RankContext();
    RankContext(RankContext const&) = delete;
    RankContext& operator=(RankContext const&) = delete;

private:
    u32 interrupted_;
};

} // namespace lib
