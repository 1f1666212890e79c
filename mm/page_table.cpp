// SPDX-License-Identifier: MIT
// Changing live entries, reading page tables back, and the report about an entry that was not empty.
#include "mm/page_table.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/machine.hpp"
#include "mm/protection.hpp"

#include <bit>

namespace mm {

void publish_over_live_entry(PteSlot const& slot, Pte wanted)
{
    auto const found = std::bit_cast<Pte>(slot); // torn, if somebody changes it: a report all the same
    lib::Report report;
    lib::print(
        report.headline,
        "page-table entry {:#010x}'{:08x} is in use and was about to become {:#010x}'{:08x}: a slot was "
        "reused before it was unmapped, or something wrote into the page tables",
        found.high(), found.low(), wanted.high(), wanted.low());
    lib::stop(report);
}

void change_rights(PteSlot& slot, Rights rights)
{
    Pte const now = page_entry(Pfn{}, {rights, Cache::WriteBack});
    u32 const low = (slot.low_ & ~Pte::kWrite) | (now.low() & Pte::kWrite);
    u32 const high = (slot.high_ & ~Pte::kNxHigh) | now.high();
    if (rights == Rights::Write) {
        store_in_order(slot.high_, high);
        store_in_order(slot.low_, low);
    } else {
        store_in_order(slot.low_, low);
        store_in_order(slot.high_, high);
    }
}

void exchange(PteSlot& slot, Pte from, Pte to)
{
    using Whole [[gnu::may_alias, gnu::aligned(sizeof(PteSlot))]] =
        u64; // both words, as the CPU's walker reads them
    auto* const whole = static_cast<Whole*>(__builtin_assume_aligned(&slot, sizeof(PteSlot)));
    // Of all the builtins for this, the only one that never becomes a library call: the others must be sure
    // of the alignment.
    bool const was_from = __sync_bool_compare_and_swap(whole, from.raw(), to.raw());
    CHECK(was_from);
}

Pte read_entry(PteSlot const& slot)
{
    // Writers never change a present entry into another present one, so if the low half is the same before
    // and after, the high half read in between belongs to it: unless the entry went to another frame and back
    // meanwhile, which no reader here can rule out and none relies on (Linux: pmdp_get_lockless).
    // Proved by: PteStore.ReaderOnAnotherCpuNeverSeesAMixOfTwoFrames.
    PteSlot& shared = const_cast<PteSlot&>(slot); // an AtomicRef takes no const object, even to read it
    lib::AtomicRef<u32> const low{shared.low_};
    for (;;) {
        u32 const before = low.load(lib::MemoryOrder::Acquire);
        u32 const high = lib::AtomicRef<u32>{shared.high_}.load(lib::MemoryOrder::Acquire);
        if (before == 0) return {};
        if (low.load(lib::MemoryOrder::Relaxed) == before) return {before, high};
    }
}

std::span<PteSlot, kEntriesPerTable> table_at(Pfn frame)
{
    // Physical memory is bytes; the CPU will read these as a table.
    auto* const first = reinterpret_cast<PteSlot*>(hw::lowmem(frame.base()));
    return std::span<PteSlot, kEntriesPerTable>{first, kEntriesPerTable};
}

std::span<PteSlot, 4> pointers_at(PhysAddr root)
{
    return std::span<PteSlot, 4>{reinterpret_cast<PteSlot*>(hw::lowmem(root)), 4};
}

Walk walk(PhysAddr root, VirtAddr address)
{
    Walk result;
    result.pointer = read_entry(pointers_at(root)[pdpt_index(address)]);
    if (!result.pointer.present()) return result;
    result.directory = read_entry(table_at(result.pointer.pfn())[directory_index(address)]);
    if (!result.directory.present()) return result;
    if (result.directory.large()) {
        result.mapped = true;
        result.address = result.directory.pfn().base() + address.raw() % kLargePageSize;
        return result;
    }
    result.table = read_entry(table_at(result.directory.pfn())[table_index(address)]);
    result.mapped = result.table.present();
    if (result.mapped) result.address = result.table.pfn().base() + address.page_offset();
    return result;
}

} // namespace mm
