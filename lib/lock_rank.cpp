// SPDX-License-Identifier: MIT
// Which ranks each CPU holds: a word for each CPU, a bit for each rank.
#include "lib/lock_rank.hpp"

#include "lib/contexts.hpp"

namespace lib {

constinit std::array<u32, kMaxCpus> g_held_ranks{};

char const* lock_rank_name(LockRank rank)
{
    switch (rank) {
    case LockRank::TestOuter: return "TestOuter";
    case LockRank::TestMiddle: return "TestMiddle";
    case LockRank::TestInner: return "TestInner";
    case LockRank::Vmap: return "Vmap";
    case LockRank::Kmap: return "Kmap";
    case LockRank::MemoryTest: return "MemoryTest";
    case LockRank::ThreadList: return "ThreadList";
    case LockRank::Timers: return "Timers";
    case LockRank::Wait: return "Wait";
    case LockRank::Inheritance: return "Inheritance";
    case LockRank::RunQueue: return "RunQueue";
    case LockRank::Handles: return "Handles";
    case LockRank::Slab: return "Slab";
    case LockRank::SlabCaches: return "SlabCaches";
    case LockRank::FrameAllocator: return "FrameAllocator";
    case LockRank::MachineCheck: return "MachineCheck";
    case LockRank::TestTickOuter: return "TestTickOuter";
    case LockRank::TestTickInner: return "TestTickInner";
    case LockRank::Console: return "Console";
    }
    return "unknown";
}

RankContext::RankContext() : interrupted_{g_held_ranks[hw::cpu_index()]}
{
    interrupts_off_only("the beginning of an interrupt");
    g_held_ranks[hw::cpu_index()] = locks_watched() ? kLocksWatched | kWatchedInterrupt : 0;
}

// Here a CPU also learns that locks are now watched, or no longer: nobody else may write its word.
RankContext::~RankContext()
{
    g_held_ranks[hw::cpu_index()] = (interrupted_ & ~kLocksWatched) | (locks_watched() ? kLocksWatched : 0);
}

} // namespace lib
