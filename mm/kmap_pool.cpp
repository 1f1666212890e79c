// SPDX-License-Identifier: MIT
// Why no wake-up is lost: a waiter raises `waiting_` and then looks for a slot; a thread that gives up a
// use lowers the slot's `users` and then looks at `waiting_`. All four are sequentially consistent, so at
// least one of the two sees the other; and both then act under the lock.
// Proved by: KmapExplored.TwoFramesTakeTurnsInOneSlot, planted/waiter_does_not_look_again,
// planted/waiter_known_late, planted/unmap_looks_for_waiters_first, planted/miss_wakes_nobody.
//
// Why the deadlock report is right: it is made when each slot was seen with a user, and as many users in all
// as there are uses of threads that wait. Those cannot change under the lock, so no slot was seen with fewer
// users than its waiting ones, hence none with more: each has a waiting thread among its users, and none of
// those runs before a slot comes free.
// Proved by: KmapExplored.ThoseWhoWaitForEachOtherAreToldSo, KmapExplored.MappingIsHandedOver,
// planted/deadlock_seen_in_two_looks, planted/deadlock_overlooked.
#include "mm/kmap_pool.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/format.hpp"
#include "mm/kmap_debug.hpp"

namespace mm {

void KmapPool::start(PteSlot* entries, u32 slots) { slots_.start(entries, slots); }

void KmapPool::limit(u32 slots)
{
    lib::SpinGuard const guard{lock_};
    slots_.retire_unused();
    slots_.limit(slots);
}

VirtAddr KmapPool::map(Frame frame)
{
    if (auto const mapped = slots_.hold(frame)) {
        ++shared_mappings_held();
        return *mapped;
    }
    return map_or_wait(frame);
}

std::optional<VirtAddr> KmapPool::map_if_mapped(Frame frame)
{
    auto const address = slots_.hold(frame);
    if (address) {
        ++shared_mappings_held();
    } else {
        look_for_waiters();
    }
    return address;
}

inline void KmapPool::release_use(Frame frame)
{
    u32& held = shared_mappings_held();
    if (held == 0 || !slots_.release(frame)) [[unlikely]]
        stop_wrong_unmap(frame);
    --held;
}

void KmapPool::unmap(Frame frame)
{
    release_use(frame);
    look_for_waiters();
}

// The slot then rests of its own accord: the others have their turn before it.
void KmapPool::unmap_eagerly(Frame frame)
{
    release_use(frame);
    flush_unused();
    look_for_waiters();
}

void KmapPool::hand_over(Frame frame)
{
    if (shared_mappings_held() == 0) stop_wrong_unmap(frame);
    handed_over_.fetch_add(1, lib::MemoryOrder::Relaxed);
    --shared_mappings_held();
}

void KmapPool::adopt(Frame frame)
{
    if (handed_over_.load(lib::MemoryOrder::Relaxed) == 0) stop_wrong_unmap(frame);
    ++shared_mappings_held();
    handed_over_.fetch_sub(1, lib::MemoryOrder::Relaxed);
}

void KmapPool::flush_unused()
{
    lib::SpinGuard const guard{lock_};
    slots_.retire_unused();
}

VirtAddr KmapPool::map_or_wait(Frame frame)
{
    auto const free = map_now(frame);
    VirtAddr const address = free ? *free : wait_for_slot(frame);
    ++shared_mappings_held(); // of the thread: only now, for the search for deadlocks
    return address;
}

std::optional<VirtAddr> KmapPool::map_now(Frame frame)
{
    lib::SpinGuard const guard{lock_};
    if (!waiters_.empty()) [[unlikely]]
        return std::nullopt; // they were first
    return hold_or_map(frame);
}

VirtAddr KmapPool::wait_for_slot(Frame frame)
{
    might_sleep("kmap");
    SlotWaiter waiter{frame};
    std::optional<lib::Report> deadlock;
    {
        lib::SpinGuard const guard{lock_};
        waiters_.add(waiter);
        waiting_.fetch_add(1, lib::MemoryOrder::SeqCst);
        serve_waiters(); // looks again, now that threads that give up a use look for this one
        if (deadlocked()) {
            deadlock = deadlock_report();
            waiters_.remove(waiter);
            waiting_.fetch_sub(1, lib::MemoryOrder::Relaxed);
        }
    }
    if (deadlock) lib::stop(*deadlock); // not before the lock is free: a test survives this
    for (;;) {
        {
            lib::SpinGuard const guard{lock_};
            if (waiter.granted) return *waiter.granted;
        }
        park();
    }
}

std::optional<VirtAddr> KmapPool::hold_or_map(Frame frame)
{
    if (auto const address = slots_.hold(frame)) return address;
    return slots_.map(frame);
}

void KmapPool::look_after_waiters()
{
    std::optional<lib::Report> deadlock;
    {
        lib::SpinGuard const guard{lock_};
        serve_waiters();
        if (deadlocked()) deadlock = deadlock_report();
    }
    if (deadlock) lib::stop(*deadlock);
}

// Once there is no slot left, a waiter further back may still find its frame mapped by one before it.
void KmapPool::serve_waiters()
{
    bool slots_left = true;
    for (SlotWaiter* waiter = waiters_.first(); waiter != nullptr;) {
        SlotWaiter* const next = waiters_.after(*waiter);
        waiter->granted = slots_left ? hold_or_map(waiter->frame) : slots_.hold(waiter->frame);
        if (waiter->granted) {
            waiters_.remove(*waiter);
            waiting_.fetch_sub(1, lib::MemoryOrder::Relaxed);
            wake_ups_.fetch_add(1, lib::MemoryOrder::Relaxed);
            unpark(waiter->sleeper); // under the lock: its thread does not leave before it has had the lock
        } else {
            slots_left = false;
        }
        waiter = next;
    }
}

// One look at each slot for both questions: a slot that was in use when a waiter looked for one, and has no
// user now, is nobody's reason to wait.
bool KmapPool::deadlocked()
{
    if (waiters_.empty()) return false;
    auto const users = slots_.users_if_all_are_used();
    return users && *users == waiters_.held();
}

lib::Report KmapPool::deadlock_report()
{
    lib::Report report;
    report.kind = lib::ReportKind::Deadlock;
    lib::print(report.headline,
               "all {} slots of kmap() are taken, and every thread that holds one waits for another",
               slots_.count());
    waiters_.print_holders(report.picture);
    return report;
}

void KmapPool::stop_wrong_unmap(Frame frame)
{
    lib::Report report;
    if (slots_.users_of(frame) == 0) {
        report.kind = lib::ReportKind::DoubleUnmap;
        lib::print(report.headline,
                   "kunmap of frame {} by thread '{}': nobody has it mapped by kmap() (any more)",
                   frame.pfn(), thread_name());
    } else {
        report.kind = lib::ReportKind::NotTheHolder;
        lib::print(report.headline,
                   "kunmap of frame {} by thread '{}', which has made no kmap() mapping and adopted none",
                   frame.pfn(), thread_name());
    }
    lib::stop(report);
}

} // namespace mm
