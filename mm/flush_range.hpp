// SPDX-License-Identifier: MIT
// Dropping this CPU's translations of several pages: one by one, or all that there are, whichever is
// cheaper.
#pragma once

#include "mm/watched_entry.hpp"

namespace mm {

/// Where dropping everything, and walking the tables again for what is still needed, becomes cheaper than
/// INVLPG for each page. Measured under QEMU: 12 to 16; Linux takes 33 on silicon.
inline constexpr u32 kFlushPagesAtMost = 16;

namespace detail {
/// kFlushPagesAtMost, or 0 while each flush is looked at: entered into the ledger, and who makes it stays
/// here.
extern constinit u32 pages_flushed_at_once;

template <Debts debts> [[gnu::always_inline]] inline void flush_each(VirtRange pages)
{
    for (auto page = pages.begin; page < pages.end; page = page + kPageSize) flush_here<debts>(page);
}
[[gnu::noinline]] void flush_range_slowly(VirtRange pages);
} // namespace detail

/// For set_kmap_debug().
void watch_flushes(bool watch);

/// Drops all of this CPU's translations, and enters that into the ledger of owed flushes whether it is kept
/// or not. Any context but NMI.
void drop_everything();

/// Drops this CPU's translations of whole `pages`. The caller cannot migrate.
[[gnu::always_inline]] inline void flush_range(VirtRange pages)
{
    // One comparison for both questions: is the range large, and does somebody want to know?
    if (pages.pages() > detail::pages_flushed_at_once) return detail::flush_range_slowly(pages);
    detail::flush_each<Debts::NotKept>(pages);
}

} // namespace mm
