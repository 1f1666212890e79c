// SPDX-License-Identifier: MIT
// What a report says about kmap_local slots: the picture of the pages around an address, who has a slot, and
// a sentence for each way to misuse one. Reads the page tables and the threads' stacks, changes nothing.
#pragma once

#include "lib/report.hpp"
#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

using HolderText = lib::Text<64>;
/// Who has the mapping at `place`: "thread 'copy'", or "an interrupt above thread 'copy'". A guess if the
/// window is not the running thread's.
[[nodiscard]] HolderText holder_at(LocalPlace place);

/// The first page of the mapping of which `page` is one. Precondition: it is mapped.
[[nodiscard]] LocalPlace first_page(LocalPlace page);

/// "slot 3 of CPU 0 (frame 0x1bfc00, mapped by thread 'copy')", or the same of a whole compound.
/// Precondition: `page` is one of its pages, and mapped.
void print_mapping(lib::Sink& sink, LocalPlace page);

/// The page of `address`, which lies in a window, and two on each side, one line each, with an arrow.
void draw_slots(lib::Sink& sink, VirtAddr address);

// These look up the running thread's stack again, so that the fast path need not keep its address.

/// Stops: one mapping more than there are slots.
[[noreturn, gnu::cold]] void stop_too_deep();

/// `address` may not be unmapped by the running thread, or not by this call: says what it is instead.
[[nodiscard, gnu::cold]] lib::Report bad_unmap_report(VirtAddr address);
/// Stops with that.
[[noreturn, gnu::cold]] void stop_bad_unmap(VirtAddr address);

/// Stops: an interrupt found the top at `top` and left it elsewhere.
[[noreturn, gnu::cold]] void stop_left_behind(LocalStack const& stack, u32 top);

} // namespace mm
