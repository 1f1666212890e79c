// SPDX-License-Identifier: MIT
// Users of a slot go up and down by compare-and-swap; pages come and go under the caller's lock.
#include "mm/shared_slots.hpp"

#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"
#include "mm/protection.hpp"

namespace mm {

void SharedSlots::start(PteSlot* entries, u32 count)
{
    entries_ = entries;
    limit(count);
    for (u32 index = 0; index < kMost; ++index) CHECK(users(index) == 0);
}

void SharedSlots::limit(u32 count)
{
    CHECK(count >= 1 && count <= kMost);
    for (u32 index = count; index < kMost; ++index) CHECK(users(index) == 0);
    count_ = count;
    next_ = 0;
}

std::optional<VirtAddr> SharedSlots::hold(Frame frame)
{
    Slot* const slot = noted_slot(frame);
    if (slot == nullptr) return std::nullopt;
    u32 users = slot->users.load(std::memory_order_relaxed);
    do {
        if (users < kUnused) return std::nullopt;
        // Acquire: whoever published the entry and `pfn` did so before `users` left 0.
    } while (!slot->users.compare_exchange_weak(users, users + 1, std::memory_order_acquire));

    // Between the hint and the raise the slot may have been unmapped, and mapped for another frame.
    if (slot->pfn.load(std::memory_order_relaxed) == frame.pfn().raw()) return address_of(*slot);
    slot->users.fetch_sub(1, std::memory_order_seq_cst);
    return std::nullopt;
}

std::optional<u32> SharedSlots::release(Frame frame)
{
    Slot* const slot = noted_slot(frame);
    if (slot == nullptr) return std::nullopt;
    u32 users = slot->users.load(std::memory_order_relaxed);
    do {
        if (users <= kUnused) return std::nullopt;
        // Sequentially consistent, like the loads of those who look for a slot: the caller looks for waiters
        // next, and a waiter looks at `users` after it has made itself known. One of the two sees the other.
    } while (!slot->users.compare_exchange_weak(users, users - 1, std::memory_order_seq_cst));
    return users - 1 - kUnused;
}

std::optional<VirtAddr> SharedSlots::map(Frame frame)
{
    auto const index = next_free_slot();
    if (!index) return std::nullopt;
    next_ = *index + 1;
    Slot& slot = slots_[*index];
    slot.pfn.store(frame.pfn().raw(), std::memory_order_relaxed);
    publish(entry_of(*index), page_entry(frame.pfn(), kReadWrite));
    slot.users.store(kUnused + 1, std::memory_order_release);
    frames().info(frame).set_kmap_slot(*index + 1);
    return address_of(slot);
}

void SharedSlots::retire_unused()
{
    bool any = false;
    for (u32 index = 0; index < count_; ++index) {
        u32 expected = kUnused;
        if (slots_[index].users.load(std::memory_order_seq_cst) != kUnused) continue;
        // From 1 to 0 in one step: a hit that comes first raised it to 2, one that comes later finds 0.
        if (!slots_[index].users.compare_exchange_strong(expected, 0, std::memory_order_acq_rel)) continue;
        retract(entry_of(index));
        any = true;
    }
    if (!any) return;
    hw::flush_range_everywhere(layout::kKmapWindow);
    flushes_.fetch_add(1, std::memory_order_relaxed);
}

u32 SharedSlots::users_of(Frame frame) const
{
    Slot const* const slot = noted_slot(frame);
    if (slot == nullptr) return 0;
    u32 const users = slot->users.load(std::memory_order_relaxed);
    return users > kUnused ? users - kUnused : 0;
}

std::optional<VirtAddr> SharedSlots::address_of(Frame frame) const
{
    Slot const* const slot = noted_slot(frame);
    if (slot == nullptr || users_of(frame) == 0) return std::nullopt;
    return address_of(*slot);
}

u32 SharedSlots::total_users() const
{
    u32 total = 0;
    for (u32 index = 0; index < count_; ++index) {
        u32 const users = slots_[index].users.load(std::memory_order_seq_cst);
        total += users > kUnused ? users - kUnused : 0;
    }
    return total;
}

// The hint is only that. The frame may have been freed and allocated again since, which clears it although
// the page is still mapped (a second slot then maps it, too); or the slot serves another frame by now.
SharedSlots::Slot const* SharedSlots::noted_slot(Frame frame) const
{
    u32 const hint = frames().info(frame).kmap_slot();
    if (hint == 0) return nullptr;
    Slot const& slot = slots_[hint - 1];
    return slot.pfn.load(std::memory_order_relaxed) == frame.pfn().raw() ? &slot : nullptr;
}

std::optional<u32> SharedSlots::free_slot_from(u32 first) const
{
    for (u32 index = first; index < count_; ++index)
        if (slots_[index].users.load(std::memory_order_seq_cst) == 0) return index;
    return std::nullopt;
}

std::optional<u32> SharedSlots::next_free_slot()
{
    if (auto const slot = free_slot_from(next_)) return slot;
    retire_unused();
    return free_slot_from(0);
}

} // namespace mm
