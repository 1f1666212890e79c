// SPDX-License-Identifier: MIT
// The slow parts of the ticket lock (take a number, wait until it is called): waiting, and reports.
#include "lib/spin_lock.hpp"

#include "lib/atomic.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"

#include <bit>

namespace lib {

namespace {

/// The rank of the highest bit, which is the innermost.
LockRank innermost(u32 rank_bits) { return static_cast<LockRank>(std::bit_width(rank_bits) - 1); }

} // namespace

bool SpinLock::try_lock()
{
    u32 const cpu = hw::cpu_index();
    if (!rank_acquired(cpu, rank_bit_)) stop_wrong_order();
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

void SpinLock::wait_for_turn(u32 mine)
{
    while (now_serving_.load(lib::MemoryOrder::Acquire) != mine) hw::pause();
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
    Report report;
    report.kind = twice ? ReportKind::LockTwice : ReportKind::LockOrder;
    print(report.headline, "CPU {} takes a lock of rank {} while it holds {} {}", hw::cpu_index(),
          lock_rank_name(innermost(rank_bit_)), twice ? "that very lock, and innermost rank" : "one of rank",
          lock_rank_name(innermost(held_lock_ranks())));
    stop(report);
}

} // namespace lib
