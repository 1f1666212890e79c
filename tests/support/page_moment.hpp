// SPDX-License-Identifier: MIT
// What a schedule (tests/support/schedule.hpp) shows of kmap_local: the running thread's top, and of one page
// of this CPU's window both halves of its entry and what the TLB may serve.
#pragma once

#include "mm/local_window.hpp"
#include "mm/page_table.hpp"
#include "tests/sim/context.hpp"
#include "tests/sim/machine.hpp"
#include "tests/support/schedule.hpp"

namespace sim {

inline std::vector<std::string> page_rows(u32 page)
{
    std::string const which = "page " + std::to_string(page) + ": ";
    return {"top", which + "high half", which + "low half", which + "TLB"};
}

/// The cells of these rows, now. Changes nothing.
inline std::vector<std::string> page_cells(u32 page)
{
    mm::LocalWindow const& window = mm::local_window();
    mm::Pte const entry = mm::read_entry(window.entry(page));
    std::string cached;
    VirtAddr const address = window.address_of(page);
    if (mmu().caches(address)) {
        for (PhysAddr const place : mmu().may_reach(address)) {
            std::ostringstream frame;
            frame << "0x" << std::hex << Pfn::of(place).raw();
            cached += (cached.empty() ? "" : " or ") + frame.str();
        }
    }
    return {std::to_string(mm::local_stack().top()), Schedule::hex(entry.high()), Schedule::hex(entry.low()),
            cached};
}

} // namespace sim
