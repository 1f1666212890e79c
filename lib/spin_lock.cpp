// SPDX-License-Identifier: MIT
// The slow parts of the ticket lock (take a number, wait until it is called): waiting, and reports.
#include "lib/spin_lock.hpp"

#include "lib/atomic.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"

#include <bit>
#include <utility>

namespace lib {

namespace {

/// The rank of the highest bit, which is the innermost.
LockRank innermost(u32 rank_bits) { return static_cast<LockRank>(std::bit_width(rank_bits) - 1); }

} // namespace

constinit std::array<SpinLock const*, kMaxCpus> g_waits_for{};

bool SpinLock::try_lock()
{
    u32 const cpu = hw::cpu_index();
    if (!rank_acquired(cpu, rank_bit_))
        note_rank(Taking::OnlyTries, virt_addr_of(__builtin_return_address(0)));
    // Acquire: as in lock(). If the lock was free then and nobody has taken a number since, ours is called.
    u32 const called = now_serving_.load(lib::MemoryOrder::Acquire);
    u32 expected = called;
    if (!next_ticket_.compare_exchange_strong(expected, called + 1, lib::MemoryOrder::Relaxed)) {
        rank_released(cpu, rank_bit_);
        return false;
    }
    holder_.store(cpu, lib::MemoryOrder::Relaxed);
    return true;
}

// An interrupt that waits for a lock of the code that it interrupted waits for ever. That code holds it, or
// stands in the line before us; only between the two, for two instructions, neither shows.
void SpinLock::wait_for_turn(u32 mine)
{
    if (held_by_this_cpu()) stop_interrupted(mine, "holds");
    SpinLock const*& waits_for = g_waits_for[hw::cpu_index()];
    if (waits_for == this) stop_interrupted(mine, "waits for");
    SpinLock const* const outer = std::exchange(waits_for, this);
    while (now_serving_.load(lib::MemoryOrder::Acquire) != mine) hw::pause();
    waits_for = outer;
}

void SpinLock::note_rank(Taking taking, VirtAddr place) const
{
    if (!rank_acquired_watched(hw::cpu_index(), rank_bit_, taking, place)) stop_wrong_order();
}

void SpinLock::note_rank_slowly() const
{
    note_rank(Taking::Waits, virt_addr_of(__builtin_return_address(0)));
}

// Leaves the line, so that a test which expects this can go on.
void SpinLock::stop_interrupted(u32 mine, char const* does)
{
    u32 last = mine + 1;
    static_cast<void>(next_ticket_.compare_exchange_strong(last, mine, lib::MemoryOrder::Relaxed));
    rank_released(hw::cpu_index(), rank_bit_);
    Report report;
    report.kind = ReportKind::LockTwice;
    print(report.headline,
          "CPU {} takes a lock of rank {} in an interrupt, and the code that it interrupted {} it",
          hw::cpu_index(), lock_rank_name(innermost(rank_bit_)), does);
    stop(report);
}

void SpinLock::stop_not_holder() const
{
    Report report;
    report.kind = ReportKind::LockOwner;
    print(report.headline, "CPU {} releases a lock of rank {} that it does not hold", hw::cpu_index(),
          lock_rank_name(innermost(rank_bit_)));
    stop(report);
}

void SpinLock::stop_wrong_order() const
{
    bool const twice = held_by_this_cpu();
    LockRank const held = innermost(held_lock_ranks());
    Report report;
    report.kind = twice ? ReportKind::LockTwice : ReportKind::LockOrder;
    print(report.headline, "CPU {} takes a lock of rank {} while it holds {} {}", hw::cpu_index(),
          lock_rank_name(innermost(rank_bit_)), twice ? "that very lock, and innermost rank" : "one of rank",
          lock_rank_name(held));
    if (VirtAddr const since = taken_at(held); locks_watched() && since.raw() != 0) {
        print(report.picture, "    {} is held since ", lock_rank_name(held));
        print_code(report.picture, since);
        print(report.picture, "\n");
    }
    stop(report);
}

} // namespace lib
