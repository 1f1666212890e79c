// SPDX-License-Identifier: MIT
// kmap.debug=quarantine: a slot of kmap_local that was unmapped rests while its CPU makes the next 8
// mappings, so that a pointer that is used too late meets an empty slot and not the next frame. A thread's
// slots still lie in ascending order; between two of them some may be left out.
//
// Room (mm/layout.hpp): a thread's 16 nested mappings may reach up to slot 87, so nine of whatever kind can
// take turns at any depth, also of the largest compounds, which need nine slots in a row; 16 of interrupts
// above them may reach up to slot 127, so nine can take turns of anything up to order 2. Where even that is
// not enough, the slots that have rested longest are taken: a thread that moves one level of its nesting
// after the other up, with eight mappings at each, comes to the last slots at the tenth.
#pragma once

#include "lib/text.hpp"
#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

inline constexpr u32 kQuarantineMappings = 8;

/// Reserves `pages` pages, guard included, for a mapping by the running thread, which has `stack`, and
/// returns the guard. Counts as a mapping. Precondition: as many are within the stack's limit. Interrupts
/// off: the pages are chosen before they are reserved, and nobody must come between.
[[nodiscard]] u32 take_rested(LocalStack& stack, u32 pages);

/// Gives back what take_rested() reserved. Interrupts off.
void give_rested(LocalStack& stack, u32 guard);

/// The slot is being unmapped by the running thread, in a call from `caller`.
void begin_rest(LocalPlace place, VirtAddr caller);

/// ": unmapped by thread 'copy' at 0xc0112233, 3 mappings ago"; nothing if the slot is not known to rest.
void print_rest(lib::Sink& sink, LocalPlace place);

/// Nobody rests: for tests.
void end_all_rests();

} // namespace mm
