// SPDX-License-Identifier: MIT
// The whole order of locks, outermost first. A CPU that holds a lock may only take locks further down; so no
// two CPUs can wait for each other in a circle. Checked at every lock() of lib/spin_lock.hpp.
#pragma once

#include "lib/processor.hpp"

#include <array>

namespace lib {

enum class LockRank : u8 {
    TestOuter, ///< these three: for tests and the tour
    TestMiddle,
    TestInner,
    Vmap,           ///< takes frames for its page tables
    Kmap,           ///< flushes other CPUs, and wakes threads, while it is held
    MemoryTest,     ///< what is still to be tested, and what was found
    ThreadList,     ///< all threads; whoever walks them may lock the run queue of one
    Timers,         ///< one a CPU; a timer that goes off wakes somebody with it held
    Wait,           ///< semaphores, completions, sleep: wakes threads while it is held
    Inheritance,    ///< mutexes that are waited for; changes priorities and wakes threads
    RunQueue,       ///< one a CPU, never two at once
    Slab,           ///< one a cache, never two at once; takes frames while it is held
    SlabCaches,     ///< the list of all caches
    FrameAllocator, ///< may complain on the console while it is held
    MachineCheck,   ///< errors that the hardware corrected, counted
    Console,        ///< innermost: everything prints, printing takes nothing else
};
[[nodiscard]] char const* lock_rank_name(LockRank rank);

[[nodiscard]] constexpr u32 rank_bit(LockRank rank) { return 1u << static_cast<u32>(rank); }

/// Which ranks each CPU holds: one word a CPU, one bit a rank. A CPU touches only its own word, and only
/// where it cannot migrate: no lock, no atomics. For the functions below, which stand here so that they are
/// inlined.
extern constinit std::array<u32, kMaxCpus> g_held_ranks;

/// Notes that CPU `cpu`, which is this one, takes a lock of the rank with this bit, unless it holds one of
/// this rank or one further in: then nothing is noted, and false returned.
[[nodiscard]] inline bool rank_acquired(u32 cpu, u32 rank_bit)
{
    u32& held = g_held_ranks[cpu];
    if (held >= rank_bit) [[unlikely]]
        return false;
    held |= rank_bit;
    return true;
}
/// The opposite. Precondition: it was noted.
inline void rank_released(u32 cpu, u32 rank_bit) { g_held_ranks[cpu] ^= rank_bit; }

/// One bit for each rank that this CPU holds.
[[nodiscard]] inline u32 held_lock_ranks() { return g_held_ranks[hw::cpu_index()]; }

/// Puts this CPU's notes aside while an interrupt runs. The interrupted code's locks do not order the
/// handler's: whatever both may take is taken with interrupts off, so an interrupt never finds it held here.
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
