// SPDX-License-Identifier: MIT
// Pages come and go under the caller's lock; what needs no lock is in the header.
#include "mm/shared_slots.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "mm/machine.hpp"
#include "mm/protection.hpp"
#include "mm/watched_entry.hpp"

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

std::optional<VirtAddr> SharedSlots::map(Frame frame)
{
    auto const index = next_free_slot();
    if (!index) return std::nullopt;
    next_ = *index + 1;
    Slot& slot = slots_[*index];
    slot.pfn.store(frame.pfn().raw(), lib::MemoryOrder::Relaxed);
    if (flushes_watched()) [[unlikely]]
        check_flushed(page_of(*index), PageMove::Map);
    publish(entry_of(*index), page_entry(frame.pfn(), kReadWrite));
    slot.users.store(kUnused + 1, lib::MemoryOrder::Release);
    frames().info(frame).set_kmap_slot(*index);
    return address_of(*index);
}

// Two loops, so that a kmap() that finds no slot free does not ask about the ledger for each.
template <Debts debts> bool SharedSlots::retract_unused()
{
    bool any = false;
    for (u32 index = 0; index < count_; ++index) {
        u32 expected = kUnused;
        if (slots_[index].users.load(lib::MemoryOrder::SeqCst) != kUnused) continue;
        // From 1 to 0 in one step: a hit that comes first raised it to 2, one that comes later finds 0.
        if (!slots_[index].users.compare_exchange_strong(expected, 0, lib::MemoryOrder::AcqRel)) continue;
        retract(entry_of(index));
        any = true;
        if (debts == Debts::IfAskedFor) owe_flush(page_of(index), lib::CpuMask::all());
    }
    return any;
}

void SharedSlots::retire_unused()
{
    if (!(flushes_watched() ? retract_unused<Debts::IfAskedFor>() : retract_unused<Debts::NotKept>())) return;
    hw::flush_range_everywhere(layout::kKmapWindow);
    flushes_.fetch_add(1, lib::MemoryOrder::Relaxed);
    if (flushes_watched()) [[unlikely]]
        check_unmapped();
}

void SharedSlots::check_unmapped() const
{
    for (u32 index = 0; index < count_; ++index)
        if (users(index) == 0) check_flushed(page_of(index), PageMove::GiveBack);
}

u32 SharedSlots::users_of(Frame frame) const
{
    Slot const& slot = slots_[hint(frame)];
    if (!slot.maps(frame)) return 0;
    u32 const now = slot.users.load(lib::MemoryOrder::Relaxed);
    return now > kUnused ? now - kUnused : 0;
}

std::optional<VirtAddr> SharedSlots::address_of(Frame frame) const
{
    if (users_of(frame) == 0) return std::nullopt;
    return address_of(hint(frame));
}

std::optional<u32> SharedSlots::users_if_all_are_used() const
{
    u32 total = 0;
    for (u32 index = 0; index < count_; ++index) {
        u32 const users = users_now(index);
        if (users == 0) return std::nullopt;
        total += users;
    }
    return total;
}

u32 SharedSlots::users_now(u32 slot) const
{
    u32 const users = slots_[slot].users.load(lib::MemoryOrder::SeqCst);
    return users > kUnused ? users - kUnused : 0;
}

std::optional<u32> SharedSlots::free_slot_from(u32 first) const
{
    for (u32 index = first; index < count_; ++index)
        if (slots_[index].users.load(lib::MemoryOrder::SeqCst) == 0) return index;
    return std::nullopt;
}

std::optional<u32> SharedSlots::next_free_slot()
{
    if (auto const slot = free_slot_from(next_)) return slot;
    retire_unused();
    return free_slot_from(0);
}

} // namespace mm
