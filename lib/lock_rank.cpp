// SPDX-License-Identifier: MIT
// Which ranks each CPU holds: one word a CPU, one bit a rank.
#include "lib/lock_rank.hpp"

#include "lib/cpu.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"

#include <array>
#include <bit>

namespace lib {

namespace {

// A CPU touches only its own word, and only where it cannot migrate: no lock, no atomics.
constinit std::array<u32, kMaxCpus> g_held{};

constexpr u32 bit_of(LockRank rank) { return 1u << static_cast<u32>(rank); }

[[noreturn, gnu::cold]] void stop_wrong_order(LockRank wanted, u32 held)
{
    auto const innermost = static_cast<LockRank>(std::bit_width(held) - 1);
    Report report;
    report.kind = ReportKind::LockOrder;
    print(report.headline, "CPU {} takes a lock of rank {} while it holds one of rank {}", hw::cpu_index(),
          lock_rank_name(wanted), lock_rank_name(innermost));
    stop(report);
}

} // namespace

char const* lock_rank_name(LockRank rank)
{
    switch (rank) {
    case LockRank::Vmap: return "Vmap";
    case LockRank::Kmap: return "Kmap";
    case LockRank::FrameAllocator: return "FrameAllocator";
    case LockRank::Console: return "Console";
    }
    return "unknown";
}

void rank_acquired(LockRank rank)
{
    u32& held = g_held[hw::cpu_index()];
    if (held >= bit_of(rank)) stop_wrong_order(rank, held); // this rank, or one further in
    held |= bit_of(rank);
}

void rank_released(LockRank rank) { g_held[hw::cpu_index()] &= ~bit_of(rank); }

u32 held_lock_ranks() { return g_held[hw::cpu_index()]; }

RankContext::RankContext() : interrupted_{g_held[hw::cpu_index()]} { g_held[hw::cpu_index()] = 0; }

RankContext::~RankContext() { g_held[hw::cpu_index()] = interrupted_; }

} // namespace lib
