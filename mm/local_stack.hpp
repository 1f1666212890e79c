// SPDX-License-Identifier: MIT
// What a thread carries of its nested mappings: how many pages of a window it occupies, and a copy of each
// entry, from which its slots are restored when it runs again. Interrupts borrow the stack of the thread that
// they interrupted and nest above it. Who calls what in which order, and why: mm/kmap_local.cpp.
//
//       saved_   [ -- | pte | -- | pte | -- | ... ]      a thread with two mappings: page 0 is a guard, page
//       1
//                  0     1    2     3  ^ 4                its first; top_ = 4 is the next one's guard
//                                     top_
#pragma once

#include "mm/layout.hpp"
#include "mm/ordered_store.hpp"
#include "mm/pae.hpp"

#include <array>

namespace mm {

class LocalStack {
public:
    static constexpr u32 kPages = layout::kLocalPagesPerCpu;
    static constexpr u32 kThreadPages = 2 * layout::kLocalThreadDepth;

    /// Pages in use, guards included: the lowest page that is free. A thread whose top is not 0 must not
    /// migrate: its slots lie in the window of this CPU.
    [[nodiscard]] u32 top() const { return top_; }
    [[nodiscard]] bool pinned() const { return top_ != 0; }
    /// Mappings, the innermost last.
    [[nodiscard]] u32 depth() const { return top_ / 2; }
    /// First page that the running context may not use: kThreadPages, in an interrupt kPages.
    [[nodiscard]] u32 limit() const { return limit_; }
    /// Pages from here on belong to interrupts; kPages while none runs.
    [[nodiscard]] u32 floor() const { return floor_; }

    [[nodiscard]] Pte saved(u32 page) const { return {saved_[page].low, saved_[page].high}; }

    void set_top(u32 top) { store_in_order(top_, top); }
    /// For LocalIrqScope. Interrupts nest; the outermost marks where the thread's own mappings end.
    void enter_interrupt()
    {
        store_in_order(limit_, kPages);
        if (floor_ == kPages) store_in_order(floor_, top_);
    }
    void leave_interrupt(u32 limit, u32 floor)
    {
        store_in_order(floor_, floor);
        store_in_order(limit_, limit);
    }
    /// Halves in the order of publish(): sched_in() ignores an entry whose low half is empty.
    void save(u32 page, Pte pte)
    {
        store_in_order(saved_[page].high, pte.high());
        store_in_order(saved_[page].low, pte.low());
    }
    void forget(u32 page) { store_in_order(saved_[page].low, 0); }

private:
    u32 top_ = 0;
    u32 limit_ = kThreadPages;
    u32 floor_ = kPages;
    std::array<PteSlot, kPages> saved_{}; ///< low == 0 for guards and for every page from top_ on
};

} // namespace mm
