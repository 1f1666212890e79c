// SPDX-License-Identifier: MIT
// Page tables as memory: the only writers of live entries, and a walk that reads them back. An entry has 64
// bits and this CPU stores 32 at a time, so the order of the halves keeps the hardware's page walker from
// ever seeing an address made of two. (A 64-bit atomic store is no way out: GCC makes it through the x87 FPU,
// which a kernel must not touch.)
//
//    publish:        high half, then low half (it holds P)
//    retract:        low half; then the caller flushes
//    change_rights:  the half that takes a right away, then the half that gives one; then the caller flushes
//    exchange:       both at once (cmpxchg8b), for what must never be absent; then the caller flushes
//    replace_table:  the low half, of a directory entry whose high half stays; then the caller flushes
//
// Proved by: PteStore.WalkerNeverSeesAMixOfTwoFrames,
// PteStore.PageIsNeverWritableAndExecutableWhileItsRightsChange, SplitRange.PageInUseIsNeverAbsentMeanwhile,
// planted/low_half_first, planted/right_given_before_one_is_taken, planted/large_page_emptied_to_be_split.
//
// Whole ranges are mapped, changed and unmapped by mm/map_range.hpp.
#pragma once

#include "lib/address.hpp"
#include "mm/ordered_store.hpp"
#include "mm/pae.hpp"

#include <span>

namespace mm {

/// Stops the machine: somebody else's translation is in `slot`, where `wanted` was to go.
[[noreturn, gnu::cold, gnu::noinline]] void publish_over_live_entry(PteSlot const& slot, Pte wanted);

/// Empty -> present. A live entry is never overwritten: retract, flush, publish. No flush is needed
/// afterwards, because CPUs do not cache that something is not present (SDM 3A, 4.10.2.3).
[[gnu::always_inline]] inline void publish(PteSlot& slot, Pte pte)
{
    if (slot.low_ != 0) [[unlikely]]
        publish_over_live_entry(slot, pte);
    store_in_order(slot.high_, pte.high());
    store_in_order(slot.low_, pte.low());
}

/// Present -> empty. The translation lives on in TLBs until the caller flushes it. The high half may stay:
/// with P clear the CPU looks at nothing else.
[[gnu::always_inline]] inline void retract(PteSlot& slot) { store_in_order(slot.low_, 0); }

/// Present -> present, the same frame with other rights. Write is in the low half and NX in the high one;
/// the right that is taken away goes first, so that no CPU ever sees a page both writable and executable.
void change_rights(PteSlot& slot, Rights rights);

/// Present -> present, whatever differs, in one store: for a large page and the table that replaces it, which
/// translate alike, while what lies there is in use. Stops if the entry is not `from`. Precondition: an entry
/// of a table, which is 8-byte aligned.
void exchange(PteSlot& slot, Pte from, Pte to);

/// A directory entry that names a table comes to name another one, in one store: all tables lie below 4 GiB,
/// so the high halves are equal. The caller flushes.
[[gnu::always_inline]] inline void replace_table(PteSlot& slot, Pte to)
{
    store_in_order(slot.low_, to.low());
}

/// Is there a translation in `slot`? One load, for its owner on the fast path.
[[nodiscard]] inline bool is_live(PteSlot const& slot) { return (slot.low_ & Pte::kPresent) != 0; }

/// A copy of an entry that others may be changing. The low half alone says whether it is empty. If an entry
/// changes twice during the read and ends with the low half that it began with, the high half may be the
/// wrong one: good enough for a report, and it cannot happen under the lock that guards the entry.
[[nodiscard]] Pte read_entry(PteSlot const& slot);

/// The 512 entries in the table or directory at `frame`, through the direct map. Valid while the frame is.
[[nodiscard]] std::span<PteSlot, kEntriesPerTable> table_at(Pfn frame);

/// The table that a directory entry names. Precondition: it names one. One load, since tables lie below 4 GiB
/// and never move.
[[nodiscard, gnu::always_inline]] inline std::span<PteSlot, kEntriesPerTable>
table_behind(PteSlot const& directory)
{
    return table_at(Pfn{directory.low_ >> kPageShift});
}

/// The four entries in the pointer table at `root`, which need not begin a frame.
[[nodiscard]] std::span<PteSlot, 4> pointers_at(PhysAddr root);

/// What the tables say about one address: the entry of each level, as far as the walk got.
struct Walk {
    Pte pointer;   ///< of the page-directory-pointer table
    Pte directory; ///< of the directory; large() ends the walk here
    Pte table;     ///< of the page table
    bool mapped = false;
    PhysAddr address; ///< where the address leads, if mapped
};

/// Walks from the pointer table at `root`. Any context. Takes no lock, so what it reads may be changing.
[[nodiscard]] Walk walk(PhysAddr root, VirtAddr address);

} // namespace mm
