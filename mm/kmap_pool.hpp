// SPDX-License-Identifier: MIT
// kmap() from the inside: hits without a lock, misses under one, and threads that wait until a slot comes
// free. A thread that gives up the last use of a slot maps it at once for the thread that has waited
// longest, so a wake-up is never in vain, and no slot is free while somebody waits for one. Read next:
// mm/shared_slots.hpp.
#pragma once

#include "lib/atomic.hpp"
#include "lib/report.hpp"
#include "lib/spin_lock.hpp"
#include "mm/shared_slots.hpp"
#include "mm/slot_waiters.hpp"

namespace mm {

class KmapPool {
public:
    constexpr KmapPool() = default;

    /// Every slot must be free. `entries`: the entry of layout::kKmapWindow's first page.
    void start(PteSlot* entries, u32 slots = SharedSlots::kMost);
    /// From now on only the first `slots` are handed out, to see what pressure does. The others, or all of
    /// them if the number grows, must not be in use.
    void limit(u32 slots) EXCLUDES(lock_);

    /// See mm/kmap.hpp for these; none of them knows lowmem, and the caller has checked the context.
    [[nodiscard]] VirtAddr map(Frame frame) EXCLUDES(lock_);
    [[nodiscard]] std::optional<VirtAddr> map_if_mapped(Frame frame) EXCLUDES(lock_);
    void unmap(Frame frame) EXCLUDES(lock_);
    /// kmap.debug=eager: the page is unmapped and flushed at once, unless it has other users.
    void unmap_eagerly(Frame frame) EXCLUDES(lock_);
    void hand_over(Frame frame);
    void adopt(Frame frame);
    void flush_unused() EXCLUDES(lock_);

    [[nodiscard]] SharedSlots const& slots() const { return slots_; }
    [[nodiscard]] u32 waiting() const { return waiting_.load(lib::MemoryOrder::Relaxed); }
    [[nodiscard]] u32 wake_ups() const { return wake_ups_.load(lib::MemoryOrder::Relaxed); } ///< so far

private:
    // Out of line: a hit does not need their registers, nor a miss a report, which is cleared on entry.
    [[nodiscard, gnu::noinline]] VirtAddr map_or_wait(Frame frame) EXCLUDES(lock_);
    [[nodiscard]] std::optional<VirtAddr> map_now(Frame frame) EXCLUDES(lock_);
    [[nodiscard, gnu::noinline]] VirtAddr wait_for_slot(Frame frame) EXCLUDES(lock_);
    [[gnu::noinline]] void look_after_waiters() EXCLUDES(lock_);
    void release_use(Frame frame);

    [[nodiscard]] std::optional<VirtAddr> hold_or_map(Frame frame) REQUIRES(lock_);
    void look_for_waiters() EXCLUDES(lock_)
    {
        if (waiting_.load(lib::MemoryOrder::SeqCst) != 0) [[unlikely]]
            look_after_waiters();
    }
    void serve_waiters() REQUIRES(lock_);
    [[nodiscard]] bool deadlocked() REQUIRES(lock_);
    [[nodiscard]] lib::Report deadlock_report() REQUIRES(lock_);
    [[noreturn, gnu::cold]] void stop_wrong_unmap(Frame frame);

    lib::SpinLock lock_{lib::LockRank::Kmap};
    SlotWaiters waiters_ GUARDED_BY(lock_);

    SharedSlots slots_;                // hold() and release() need no lock, the rest is called under lock_
    lib::Atomic<u32> waiting_ = 0;     // waiters_.count(), for those who hold no lock
    lib::Atomic<u32> handed_over_ = 0; // uses that no thread answers for
    lib::Atomic<u32> wake_ups_ = 0;
};

} // namespace mm
