// SPDX-License-Identifier: MIT
// kmap.debug=quarantine: a slot of kmap_local that was unmapped rests while its CPU makes the next 8
// mappings, so that a pointer that is used too late meets an empty slot and not the next frame. A thread's
// slots still lie in ascending order; between two of them some may be left out. How many is written where
// nobody pays for it otherwise: in the entry of the guard above them, which maps nothing.
//
//      guard  page | guard  page  guard  page | guard  page  guard
//       [ -- | pte |  --  |  --  |  --  |  -- | n: 2 | pte |  --  | ...     two mappings, two slots that rest
//
// Room: windows of 128 slots, which lie in an area of the vmap area for as long as the word is on. A thread's
// 16 nested mappings may reach up to slot 87, so nine of whatever kind can take turns at any depth, also of
// the largest compounds, which need nine slots in a row; 16 of interrupts above them may reach up to slot
// 127, so nine can take turns of anything up to order 2. Where even that is not enough, the slots that have
// rested longest are taken: a thread that moves one level of its nesting after the other up, with eight
// mappings at each, comes to the last slots at the tenth.
#pragma once

#include "lib/text.hpp"
#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

inline constexpr u32 kQuarantineMappings = 8;

/// For set_kmap_debug(), on its conditions: makes room. False, and all is as before, if there is none. Needs
/// frames() and vmap_area().
[[nodiscard]] bool begin_quarantine();
void end_quarantine();

/// The top as it was before the mapping above `guard` was made, of the running thread, which has `window`:
/// `guard`, unless slots were left out.
[[nodiscard]] u32 top_below(LocalWindow const& window, u32 guard);
/// Slots in use below `top`, which is one of its tops.
[[nodiscard]] u32 slots_below(LocalWindow const& window, u32 top);

/// Reserves `pages` pages, guard included, for a mapping by the running thread, which has `stack` and
/// `window`, and returns the guard. Counts as a mapping. Precondition: as many are within the stack's limit.
/// Interrupts off: the pages are chosen before they are reserved, and nobody must come between.
[[nodiscard]] u32 take_rested(LocalStack& stack, LocalWindow const& window, u32 pages);

/// Gives back what take_rested() reserved. Interrupts off.
void give_rested(LocalStack& stack, LocalWindow const& window, u32 guard);

/// The slot is being unmapped by the running thread, in a call from `caller`.
void begin_rest(LocalPlace place, VirtAddr caller);

/// ": unmapped by thread 'copy' at 0xc0112233, 3 mappings ago"; nothing if the slot is not known to rest.
void print_rest(lib::Sink& sink, LocalPlace place);

/// Nobody rests: for tests.
void end_all_rests();

} // namespace mm
