// SPDX-License-Identifier: MIT
#include "mm/flush_range.hpp"

#include "lib/contexts.hpp"
#include "lib/irq_guard.hpp"

namespace mm {

constinit u32 detail::pages_flushed_at_once = kFlushPagesAtMost;

void watch_flushes(bool watch) { detail::pages_flushed_at_once = watch ? 0 : kFlushPagesAtMost; }

void drop_everything()
{
    lib::IrqGuard const
        irqs_off; // a handler that does the same would have the higher number, and be done first
    u32 const number = begin_dropping_all();
    hw::flush_all();
    note_all_dropped(hw::cpu_index(), number);
}

void detail::flush_range_slowly(VirtRange pages)
{
    lib::this_cpu_only("flush_range()");
    if (!mm::flushes_watched() && pages.pages() > kFlushPagesAtMost) return hw::flush_all();
    if (pages.pages() > kFlushPagesAtMost) return drop_everything();
    flush_each<Debts::IfAskedFor>(pages);
}

} // namespace mm
