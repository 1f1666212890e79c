// SPDX-License-Identifier: MIT
// What a thread knows about its nested mappings: where its window is, how many pages of it it occupies, and,
// while it does not run and the window is its CPU's, their entries. An interrupt borrows the stack of the
// thread that it interrupted, and nests above it. In which order all this changes, and why:
// mm/local_slot.hpp.
//
//                  guard  page  guard  page  guard
//       window    [  --  | pte |  --  | pte |  --  | ...        a running thread with two mappings; saved_ is
//                    0      1      2     3   ^ 4                of no meaning
//                                            top_
//       saved_    [  --  | pte |  --  | pte |  --  | ...        the same thread while another one runs: its
//                    0      1      2     3   ^ 4                entries are here and nowhere else
//                                            top_
#pragma once

#include "mm/context.hpp"
#include "mm/layout.hpp"
#include "mm/local_window.hpp"
#include "mm/ordered_store.hpp"
#include "mm/pae.hpp"
#include "mm/window_design.hpp"

#include <array>

namespace mm {

class LocalStack {
public:
    static constexpr u32 kThreadPages = 2 * layout::kLocalThreadDepth;
    static constexpr u32 kIrqPages = 2 * layout::kLocalDepth;
    static constexpr u32 kNoFloor = ~0u; ///< no interrupt runs

    /// Pages in use, guards included, and so the number of the lowest free page.
    [[nodiscard]] u32 top() const { return top_; }
    [[nodiscard]] bool in_use() const { return top_ != 0; }
    /// The thread must not migrate, because its slots lie in the window of this CPU.
    [[nodiscard]] bool pinned() const { return top_ != 0 && !windows_of_threads(); }
    /// Where its slots are: its own window, or that of the CPU that it runs on, or ran on last. So with
    /// window=cpu a thread that may migrate does not look here.
    [[nodiscard]] LocalWindow const& window() const { return window_; }
    /// window=thread: what a CPU's directory entry becomes when this thread runs, and whose window it is.
    [[nodiscard]] Pte table() const { return table_; }
    [[nodiscard]] u32 number() const { return number_; }
    /// The first page that the running code may not use: kThreadPages, or kIrqPages in an interrupt. Pages
    /// that quarantine left out do not count (mm/quarantine.hpp).
    [[nodiscard]] u32 limit() const { return limit_; }
    /// Pages from here on belong to interrupts; kNoFloor while none runs.
    [[nodiscard]] u32 floor() const { return floor_; }

    /// The entry at `place` of a thread that does not run, both halves as they were: an empty low half says
    /// nothing about the high one. While a thread runs, its entries are in its window instead.
    [[nodiscard]] Pte saved(u32 place) const { return {saved_[place].low_, saved_[place].high_}; }

    void set_top(u32 top) { store_in_order(top_, top); }
    /// window=cpu: the thread comes to the CPU that has `window`. Interrupts off.
    void use_window(LocalWindow const& window) { window_ = window; }
    /// window=thread: from now on `window`, number `number` of all, is its own; `table` shows it.
    void own_window(LocalWindow const& window, Pte table, u32 number)
    {
        window_ = window;
        table_ = table;
        number_ = number;
    }
    /// For LocalIrqScope. Interrupts nest; the outermost marks where the thread's own mappings end.
    void enter_interrupt()
    {
        store_in_order(limit_, kIrqPages);
        if (floor_ == kNoFloor) store_in_order(floor_, top_);
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
    u32 floor_ = kNoFloor;
    LocalWindow window_;
    Pte table_;
    u32 number_ = 0;
    std::array<PteSlot, kIrqPages>
        saved_{}; ///< as many as can be in use; at its own number, if none is left out
};

/// Where the running thread maps. Valid only while the caller cannot migrate, or the window is its own: every
/// mapping call looks it up again, and not before the plain store by which kmap_local pins its thread.
/// Proved by: planted/pinned_thread_migrated.
[[nodiscard]] inline LocalWindow const& local_window() { return local_stack().window(); }

/// Does this page belong to the thread, and does an interrupt handler ask?
[[nodiscard]] inline bool below_floor(LocalStack const& stack, u32 page)
{
    return stack.floor() != LocalStack::kNoFloor && page < stack.floor();
}

/// Slots that the thread with `stack` has in use: as many as it has mappings, unless one is a compound, which
/// takes several. A guess if it runs on another CPU. Defined by mm/quarantine.cpp, which may leave some out.
[[nodiscard]] u32 slots_in_use(LocalStack const& stack);

} // namespace mm
