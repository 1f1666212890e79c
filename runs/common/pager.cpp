// SPDX-License-Identifier: MIT
#include "runs/common/pager.hpp"

#include "kernel/log/seat.hpp"
#include "kernel/thread/cpu.hpp"
#include "kernel/thread/preempt.hpp"
#include "lib/rows.hpp"
#include "runs/common/reader.hpp"

namespace kernel {

namespace {

constexpr std::string_view kQuestion = "-- more: Space a page, Enter a line, q no more --";

constinit lib::Atomic<bool> g_had_enough = false;

} // namespace

Pager::Pager()
    : owner_{&current()},
      active_{seat() != Seat::Nobody},
      columns_{seat_size().columns},
      state_{seat_size().rows}
{
    g_had_enough.store(false, lib::MemoryOrder::SeqCst);
    if (active_) before_ = set_line_gate(this);
}

Pager::~Pager()
{
    if (active_) static_cast<void>(set_line_gate(before_));
    g_had_enough.store(false, lib::MemoryOrder::SeqCst);
}

bool Pager::had_enough() { return g_had_enough.load(lib::MemoryOrder::SeqCst); }

// Lines of other threads, and those said where nobody may sleep, pass: in the worst case one has to scroll
// back for some.
bool Pager::admit(std::string_view text)
{
    u32 const rows = lib::rows_of(text, columns_);
    if (!preemptible() || &current() != owner_) {
        by_others_.fetch_add(rows, lib::MemoryOrder::SeqCst);
        return true;
    }
    if (state_.over()) return false;
    state_.show(by_others_.exchange(0, lib::MemoryOrder::SeqCst));
    if (state_.is_full_for(rows)) ask(rows);
    state_.show(rows);
    return !state_.over();
}

void Pager::ask(u32 rows)
{
    if (seat() == Seat::Nobody) return state_.begin_page();
    for (;;) {
        auto const key = ask_reader(kQuestion);
        if (!key) return state_.begin_page();
        if (state_.press(*key, rows)) break;
    }
    g_had_enough.store(state_.over(), lib::MemoryOrder::SeqCst);
}

} // namespace kernel
