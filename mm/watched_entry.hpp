// SPDX-License-Identifier: MIT
// Writing and flushing the entry of a page that only this CPU uses, with or without the ledger of owed
// flushes (mm/flush_ledger.hpp). The caller cannot migrate.
#pragma once

#include "lib/processor.hpp"
#include "mm/flush_ledger.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"

namespace mm {

/// Chosen at compile time, so that the calls that are counted in instructions need not ask: whoever keeps
/// debts takes the long way (mm/watched_local.hpp).
enum class Debts : u8 {
    NotKept,
    IfAskedFor, ///< by kmap.debug=flush
};

[[nodiscard, gnu::always_inline]] inline VirtRange one_page(VirtAddr address)
{
    return {address.page(), address.page() + kPageSize};
}

template <Debts debts>
[[gnu::always_inline]] inline void publish_here(PteSlot& slot, VirtAddr page, Pte entry)
{
    if (debts == Debts::IfAskedFor && flushes_watched() && entry.present()) [[unlikely]]
        check_flushed(one_page(page), PageMove::Map);
    publish(slot, entry);
}

template <Debts debts> [[gnu::always_inline]] inline void retract_here(PteSlot& slot, VirtAddr page)
{
    retract(slot);
    if (debts == Debts::IfAskedFor && flushes_watched()) [[unlikely]]
        owe_flush(one_page(page), lib::CpuMask::of(hw::cpu_index()));
}

template <Debts debts> [[gnu::always_inline]] inline void flush_here(VirtAddr page)
{
    hw::flush_page(page);
    if (debts == Debts::IfAskedFor && flushes_watched()) [[unlikely]]
        note_dropped(hw::cpu_index(), one_page(page));
}

/// From now on others may use the page.
template <Debts debts> [[gnu::always_inline]] inline void leave_here(VirtAddr page, PageMove move)
{
    if (debts == Debts::IfAskedFor && flushes_watched()) [[unlikely]]
        check_flushed(one_page(page), move);
}

} // namespace mm
