// SPDX-License-Identifier: MIT
// The ticket lock: take a number, wait until it is called.
#include "lib/spin_lock.hpp"

#include "lib/cpu.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"

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

} // namespace

void SpinLock::lock()
{
    rank_acquired(rank_); // before the wait: a circle of waiters would never get to report itself
    u32 const mine = next_ticket_.fetch_add(1, std::memory_order_relaxed);
    // Acquire: what the last holder wrote before its release in unlock() is seen from here on.
    while (now_serving_.load(std::memory_order_acquire) != mine) hw::pause();
    holder_.store(hw::cpu_index(), std::memory_order_relaxed);
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
