// SPDX-License-Identifier: MIT
// The window of kmap(): 512 slots that all CPUs share, each with a guard on both sides. This file knows
// which slot maps which frame, and how many users it has; mm/kmap_pool.hpp knows who waits for one.
//
//    | guard | page | guard | page | guard | ...   | guard | page | guard |   users of a slot
//       0       1       2      3                     1022   1023    1024      0    free, flushed everywhere
//      `- slot 0 --'   `- slot 1 --'                `- slot 511 -'            1    mapped, nobody uses it
//                                                                             n+1  mapped, n users
//
// A page that nobody uses stays mapped: the next kmap() of its frame is a hit and costs no flush. Slots are
// handed out in turn; when the turn comes round to the first, all unused pages are unmapped together, with
// one flush on every CPU for the lot.
//
// Hits take no lock. A frame's metadata carries a hint as to which slot may map it, and the slot's own
// words decide: a caller that raises `users` from 1 or more and then finds the frame's number in `pfn` has
// it. From that moment the slot cannot change hands, since only a slot with exactly 1 in `users` is ever
// unmapped.
// Proved by: KmapExplored.FrameThatIsMappedAndUnusedIsTakenOrRetired, KmapExplored.TwoGoRoundThroughTwoSlots,
// planted/hit_not_looked_at_again, planted/held_slot_retired, planted/miss_keeps_its_use,
// planted/slot_offered_under_the_old_number.
#pragma once

#include "lib/atomic.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/layout.hpp"
#include "mm/pae.hpp"
#include "mm/watched_entry.hpp"

#include <array>
#include <optional>

namespace mm {

class SharedSlots {
public:
    static constexpr u32 kMost = layout::kSharedSlots;
    static constexpr u32 kUnused = 1; ///< `users` of a slot that is mapped and that nobody uses

    constexpr SharedSlots() = default;

    /// `entries`: the entry of the window's first page. The first `count` slots are handed out. Every slot
    /// must be free. One CPU only, or under the lock of map()'s caller.
    void start(PteSlot* entries, u32 count);

    /// From now on only the first `count` are handed out. Slots from there on must be free.
    void limit(u32 count);

    /// One more user of a frame that is already mapped; nothing if it is not. Any context, takes no lock.
    /// If it returns nothing, it may have kept another frame's last user from being seen to leave: the
    /// caller must look for waiters, as after release().
    [[nodiscard]] std::optional<VirtAddr> hold(Frame frame);

    /// One user less. Returns how many are left; nothing (and nothing has changed) if nobody uses the frame.
    /// Any context, takes no lock.
    [[nodiscard]] std::optional<u32> release(Frame frame);

    /// Maps a frame that is not mapped, for one user; nothing if every slot is in use. Flushes everywhere
    /// when the turn comes round. Calls of this and of retire_unused() are serialised by the caller.
    [[nodiscard]] std::optional<VirtAddr> map(Frame frame);

    /// Unmaps every page that nobody uses; one flush everywhere if there was any.
    void retire_unused();

    /// Users of all slots together, each slot looked at once while others may change it; nothing if one was
    /// found without a user.
    [[nodiscard]] std::optional<u32> users_if_all_are_used() const;

    [[nodiscard]] u32 users_of(Frame frame) const;

    /// Where the frame is mapped, if anybody uses it.
    [[nodiscard]] std::optional<VirtAddr> address_of(Frame frame) const;

    [[nodiscard]] u32 count() const { return count_; }
    /// Shootdowns so far.
    [[nodiscard]] u32 flushes() const { return flushes_.load(lib::MemoryOrder::Relaxed); }
    [[nodiscard]] u32 users(u32 slot) const { return slots_[slot].users.load(lib::MemoryOrder::Relaxed); }
    /// What a slot maps, or mapped last if `users` is 0.
    [[nodiscard]] Pfn pfn(u32 slot) const { return Pfn{slots_[slot].pfn.load(lib::MemoryOrder::Relaxed)}; }

    [[nodiscard]] static constexpr VirtAddr address_of(u32 slot)
    {
        return layout::kKmapWindow.begin + (2 * slot + 1) * kPageSize;
    }

private:
    struct Slot {
        lib::Atomic<u32> users = 0;
        lib::Atomic<u32> pfn = 0; ///< changes only while users is 0

        [[nodiscard]] bool maps(Frame frame) const
        {
            return pfn.load(lib::MemoryOrder::Relaxed) == frame.pfn().raw();
        }
    };

    /// The slot that maps the frame, perhaps. It is only a hint: the frame may since have been freed and
    /// allocated again, which clears it although the page is still mapped (a second slot then also maps
    /// it); or the slot may by now serve another frame, or none yet.
    [[nodiscard]] static u32 hint(Frame frame) { return frames().info(frame).kmap_slot(); }
    [[nodiscard]] PteSlot& entry_of(u32 slot) const { return entries_[2 * slot + 1]; }
    [[nodiscard]] static VirtRange page_of(u32 slot)
    {
        return {address_of(slot), address_of(slot) + kPageSize};
    }
    template <Debts debts> bool retract_unused(); ///< true if there was any
    void check_unmapped() const;                  ///< kmap.debug=flush: no CPU has a page of a free slot
    [[nodiscard]] u32 users_now(u32 slot) const;
    [[nodiscard]] std::optional<u32> free_slot_from(u32 first) const;
    [[nodiscard]] std::optional<u32> next_free_slot();

    std::array<Slot, kMost> slots_{};
    PteSlot* entries_ = nullptr;
    u32 count_ = 0;
    u32 next_ = 0; ///< whose turn it is
    lib::Atomic<u32> flushes_ = 0;
};
static_assert(FrameInfo::kKmapSlotMask == SharedSlots::kMost - 1,
              "whatever a frame's hint is, it names a slot");

// Inlined: this and release() are most of what a kmap() and a kunmap() do if the page is already mapped.
inline std::optional<VirtAddr> SharedSlots::hold(Frame frame)
{
    u32 const number = hint(frame);
    Slot& slot = slots_[number];
    if (!slot.maps(frame)) return std::nullopt;
    u32 users = slot.users.load(lib::MemoryOrder::Relaxed);
    do {
        if (users < kUnused) return std::nullopt;
        // Acquire: the entry and `pfn` were published before `users` left 0.
    } while (!slot.users.compare_exchange_weak(users, users + 1, lib::MemoryOrder::Acquire));

    // Between the hint and the raise the slot may have been unmapped, and mapped for another frame.
    if (slot.maps(frame)) [[likely]]
        return address_of(number);
    slot.users.fetch_sub(1, lib::MemoryOrder::SeqCst);
    return std::nullopt;
}

inline std::optional<u32> SharedSlots::release(Frame frame)
{
    Slot& slot = slots_[hint(frame)];
    if (!slot.maps(frame)) return std::nullopt;
    u32 users = slot.users.load(lib::MemoryOrder::Relaxed);
    do {
        if (users <= kUnused) return std::nullopt;
        // Sequentially consistent, like the loads of threads that look for a slot: the caller looks for
        // waiters next, and a waiter looks at `users` after it has made itself known. One of the two sees
        // the other.
    } while (!slot.users.compare_exchange_weak(users, users - 1, lib::MemoryOrder::SeqCst));
    return users - 1 - kUnused;
}

} // namespace mm
