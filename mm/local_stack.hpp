// SPDX-License-Identifier: MIT
// What a thread carries of its nested mappings: how many pages of a window it occupies, and room for their
// entries while it does not run. Interrupts borrow the stack of the thread that they interrupted and nest
// above it. Who calls what in which order, and why: mm/local_slot.hpp.
//
//                  guard  page  guard  page  guard
//       window    [  --  | pte |  --  | pte |  --  | ...        a running thread with two mappings; saved_ is
//                    0      1      2     3   ^ 4                of no meaning
//                                            top_
//       saved_    [  --  | pte |  --  | pte |  --  | ...        the same thread while another one runs: its
//                    0      1      2     3   ^ 4                entries are here and nowhere else
//                                            top_
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
    static constexpr u32 kIrqPages = 2 * layout::kLocalDepth;

    /// Pages in use, guards included: the lowest page that is free. A thread whose top is not 0 must not
    /// migrate: its slots lie in the window of this CPU.
    [[nodiscard]] u32 top() const { return top_; }
    [[nodiscard]] bool pinned() const { return top_ != 0; }
    /// Slots in use. As many as there are mappings, unless one is a compound, which takes several.
    [[nodiscard]] u32 depth() const
    {
        u32 slots = 0;
        for (u32 top = top_; top != 0; top = below(top - 2)) ++slots;
        return slots;
    }
    /// The top as it was before the mapping above `guard`: `guard`, unless slots were left out
    /// (mm/quarantine.hpp).
    [[nodiscard]] u32 below(u32 guard) const { return guard - left_out_[guard / 2]; }
    void note_below(u32 guard, u32 top)
    {
        left_out_[guard / 2] = static_cast<u8>(guard - top);
        leaves_out_ = true;
    }
    /// First page that the running context may not use: kThreadPages, in an interrupt
    /// kIrqPages; not counting those that were left out (mm/quarantine.hpp).
    [[nodiscard]] u32 limit() const { return limit_; }
    /// Pages from here on belong to interrupts; kPages while none runs.
    [[nodiscard]] u32 floor() const { return floor_; }

    /// Calls `visit(page, place)` for the page above the guard of each slot below the top that is not left
    /// out: it is saved at `place`, and the page above it, if that is mapped too, behind.
    template <class Visit> void for_each_slot(Visit visit) const
    {
        if (!leaves_out_) [[likely]] {
            for (u32 page = 1; page < top_; page += 2) visit(page, page);
            return;
        }
        u32 place = 1;
        for (u32 top = top_; top != 0; top = below(top - 2), place += 2) visit(top - 1, place);
    }

    /// The entry at a place, both halves as they were: an empty low half says nothing about the high one. Of
    /// a thread that does not run; the entries of one that does are in its CPU's window.
    [[nodiscard]] Pte saved(u32 place) const { return {saved_[place].low_, saved_[place].high_}; }

    void set_top(u32 top) { store_in_order(top_, top); }
    /// For LocalIrqScope. Interrupts nest; the outermost marks where the thread's own mappings end.
    void enter_interrupt()
    {
        store_in_order(limit_, kIrqPages);
        if (floor_ == kPages) store_in_order(floor_, top_);
    }
    void leave_interrupt(u32 limit, u32 floor)
    {
        store_in_order(floor_, floor);
        store_in_order(limit_, limit);
    }
    /// For local_sched_out(), before it empties `live`.
    void save(u32 place, PteSlot const& live) { saved_[place] = live; }

private:
    u32 top_ = 0;
    u32 limit_ = kThreadPages;
    u32 floor_ = kPages;
    bool leaves_out_ = false; ///< did it ever?
    std::array<u8, kPages / 2>
        left_out_{}; ///< free pages below each slot's guard, counted when it was mapped
    std::array<PteSlot, kIrqPages> saved_{}; ///< as many as can be in use, without those left out
};

} // namespace mm
