// SPDX-License-Identifier: MIT
// The ticket lock: take a number, wait until it is called.
#include "lib/spin_lock.hpp"

#include "lib/cpu.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"

#include <bit>

namespace lib {

namespace {

[[noreturn, gnu::cold]] void stop_not_holder(LockRank rank)
{
    Report report;
    report.kind = ReportKind::LockOwner;
    print(report.headline, "CPU {} releases a lock of rank {} that it does not hold", hw::cpu_index(),
          lock_rank_name(rank));
    stop(report);
}

[[noreturn, gnu::cold]] void stop_wrong_order(LockRank wanted, bool twice)
{
    Report report;
    report.kind = twice ? ReportKind::LockTwice : ReportKind::LockOrder;
    auto const innermost = static_cast<LockRank>(std::bit_width(held_lock_ranks()) - 1);
    print(report.headline, "CPU {} takes a lock of rank {} while it holds {} {}", hw::cpu_index(),
          lock_rank_name(wanted), twice ? "that very lock, and innermost rank" : "one of rank",
          lock_rank_name(innermost));
    stop(report);
}

} // namespace

void SpinLock::lock()
{
    if (!rank_acquired(rank_))
        stop_wrong_order(
            rank_,
            held_by_this_cpu()); // before the wait: a circle of waiters would never get to report itself
    u32 const mine = next_ticket_.fetch_add(1, std::memory_order_relaxed);
    // Acquire: what the last holder wrote before its release in unlock() is seen from here on.
    while (now_serving_.load(std::memory_order_acquire) != mine) hw::pause();
    holder_.store(hw::cpu_index(), std::memory_order_relaxed);
}

bool SpinLock::try_lock()
{
    if (!rank_acquired(rank_)) stop_wrong_order(rank_, held_by_this_cpu());
    // Acquire: as in lock(). If the lock was free then and nobody has taken a number since, ours is called.
    u32 const called = now_serving_.load(std::memory_order_acquire);
    u32 expected = called;
    if (!next_ticket_.compare_exchange_strong(expected, called + 1, std::memory_order_relaxed)) {
        rank_released(rank_);
        return false;
    }
    holder_.store(hw::cpu_index(), std::memory_order_relaxed);
    return true;
}

void SpinLock::unlock()
{
    if (!held_by_this_cpu()) stop_not_holder(rank_);
    holder_.store(kNobody, std::memory_order_relaxed);
    // Only the holder writes now_serving_, so this needs no locked instruction.
    now_serving_.store(now_serving_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    rank_released(rank_);
}

bool SpinLock::held_by_this_cpu() const { return holder_.load(std::memory_order_relaxed) == hw::cpu_index(); }

} // namespace lib
