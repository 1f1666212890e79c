// SPDX-License-Identifier: MIT
// kmap.debug=quarantine: a slot of kmap_local that was unmapped rests while its CPU makes the next 8
// mappings, so that a pointer that is used too late meets an empty slot and not the next frame. A thread's
// slots still lie in ascending order, but some between two of them may be left out. How many is written where
// it costs nothing while the word is off: in the entry of the guard above them, which maps nothing.
//
//      guard  page | guard  page  guard  page | guard  page  guard
//       [ -- | pte |  --  |  --  |  --  |  -- | n: 2 | pte |  --  | ...     two mappings, two slots that rest
//
// Room: windows of 128 slots, which lie in an area of the vmap area while the word is on. The 16 nested
// mappings of a thread may reach up to slot 87, so that at any depth nine mappings of any kind can take
// turns, even of the largest compounds, which need nine slots in a row. The 16 of interrupts above them may
// reach up to slot 127, so that nine of order 2 or less can take turns. Where even that is not enough, the
// slots that have rested longest are taken: a thread that makes eight mappings at each level of its nesting
// in turn runs out of rested slots at the tenth.
#pragma once

#include "lib/text.hpp"
#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

inline constexpr u32 kQuarantineMappings = 8;

/// For set_kmap_debug(), in its context: makes room. If there is none, returns false and changes nothing.
/// Needs frames() and vmap_area().
[[nodiscard]] bool begin_quarantine();
void end_quarantine();

/// What the top of the running thread, which has `window`, was before the mapping above `guard` was made:
/// `guard`, unless slots were left out.
[[nodiscard]] u32 top_below(LocalWindow const& window, u32 guard);
/// Slots in use below `top`, which is the current top or an earlier one.
[[nodiscard]] u32 slots_below(LocalWindow const& window, u32 top);

/// Reserves `pages` pages, guard included, for a mapping by the running thread, which has `stack` and
/// `window`, and returns the guard. Counts as a mapping. Precondition: that many fit below the stack's limit.
/// Interrupts off: the pages are chosen before they are reserved, and nobody may come in between.
/// Proved by: InterruptsOff.IsCheckedWhereASlotThatHasRestedIsTakenAndGiven.
[[nodiscard]] u32 take_rested(LocalStack& stack, LocalWindow const& window, u32 pages);

/// Gives back what take_rested() reserved. Interrupts off.
void give_rested(LocalStack& stack, LocalWindow const& window, u32 guard);

/// The running thread is unmapping this slot, in a call from `caller`: it rests from now on.
void begin_rest(LocalPlace place, VirtAddr caller);

/// ": unmapped by thread 'copy' at 0xc0112233, 3 mappings ago"; nothing if the slot is not known to rest.
void print_rest(lib::Sink& sink, LocalPlace place);

/// No slot rests any more: for tests.
void end_all_rests();

} // namespace mm
