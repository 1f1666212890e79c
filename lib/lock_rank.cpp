// SPDX-License-Identifier: MIT
// Which ranks each CPU holds: one word a CPU, one bit a rank.
#include "lib/lock_rank.hpp"

#include "lib/cpu.hpp"

#include <array>

namespace lib {

namespace {

// A CPU touches only its own word, and only where it cannot migrate: no lock, no atomics.
constinit std::array<u32, kMaxCpus> g_held{};

} // namespace

char const* lock_rank_name(LockRank rank)
{
    switch (rank) {
    case LockRank::TestOuter: return "TestOuter";
    case LockRank::TestMiddle: return "TestMiddle";
    case LockRank::TestInner: return "TestInner";
    case LockRank::Vmap: return "Vmap";
    case LockRank::Kmap: return "Kmap";
    case LockRank::ThreadList: return "ThreadList";
    case LockRank::Timers: return "Timers";
    case LockRank::Wait: return "Wait";
    case LockRank::Inheritance: return "Inheritance";
    case LockRank::RunQueue: return "RunQueue";
    case LockRank::FrameAllocator: return "FrameAllocator";
    case LockRank::Console: return "Console";
    }
    return "unknown";
}

bool rank_acquired(LockRank rank)
{
    u32& held = g_held[hw::cpu_index()];
    if (held >= rank_bit(rank)) [[unlikely]]
        return false;
    held |= rank_bit(rank);
    return true;
}

void rank_released(LockRank rank) { g_held[hw::cpu_index()] &= ~rank_bit(rank); }

u32 held_lock_ranks() { return g_held[hw::cpu_index()]; }

RankContext::RankContext() : interrupted_{g_held[hw::cpu_index()]} { g_held[hw::cpu_index()] = 0; }

RankContext::~RankContext() { g_held[hw::cpu_index()] = interrupted_; }

} // namespace lib
