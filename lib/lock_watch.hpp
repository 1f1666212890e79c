// SPDX-License-Identifier: MIT
// kmap.debug=locks: each lock() is told to a LockGraph before it waits, and stops if it could ever end in a
// deadlock: two orders of the same locks (LockOrder), or locks that are held with interrupts on and taken in
// interrupts (LockContext). Off, it costs nothing: see g_held_ranks in lib/lock_rank.hpp.
#pragma once

#include "lib/lock_graph.hpp"
#include "lib/lock_rank.hpp"

namespace lib {

namespace detail {
extern constinit Atomic<bool> locks_watched;
} // namespace detail

[[nodiscard]] inline bool locks_watched() { return detail::locks_watched.load(MemoryOrder::Relaxed); }

/// From now on locks are watched, or no longer. This CPU obeys at once, every other one at the end of its
/// next interrupt: call it before they are started. What was seen stays known.
void watch_locks(bool on);

enum class Taking : u8 { Waits, OnlyTries };

/// CPU `cpu`, which is this one and cannot migrate, is about to take a lock of the rank with this bit, at
/// `place`. Notes the rank, as rank_acquired() does. False, with nothing noted, if the order of ranks forbids
/// it. May stop, likewise.
[[nodiscard]] bool rank_acquired_watched(u32 cpu, u32 rank_bit, Taking taking, VirtAddr place);

/// Where this CPU took the lock of a rank that it holds: for reports. Address 0 if nobody watched.
[[nodiscard]] VirtAddr taken_at(LockRank rank);

/// The ranks that a CPU holds, a bit each. Of another CPU than this one a guess: it does not wait for us.
[[nodiscard]] u32 ranks_held_on(u32 cpu);

/// What has been seen so far.
[[nodiscard]] LockGraph& lock_graph();

} // namespace lib
