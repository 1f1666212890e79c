// SPDX-License-Identifier: MIT
// kmap.debug=quarantine: a slot of kmap_local that was unmapped rests while its CPU makes the next 8
// mappings, so that a pointer that is used too late meets an empty slot and not the next frame. A thread's
// slots still lie in ascending order; between two of them some may be left out.
//
// Room: 16 nested mappings of a thread may now reach up to slot 23, and 8 are left for interrupts above them,
// which take the next slot whether it has rested or not.
// One mapping at a time, and two that come and go together, find a rested slot always; the deeper the
// nesting, the fewer slots lie above, and then the one that has rested longest is taken. A compound takes the
// next slots as they are, and after one of order 4, which leaves nine at rest, the next page waits for none.
#pragma once

#include "lib/text.hpp"
#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

inline constexpr u32 kQuarantineMappings = 8;

/// The guard page below the slot that a mapping by the running thread takes next, from stack.top() on.
/// Counts as a mapping. Interrupts off.
[[nodiscard]] u32 rested_guard(LocalStack const& stack);

/// The slot is being unmapped by the running thread, in a call from `caller`.
void begin_rest(LocalPlace place, VirtAddr caller);

/// ": unmapped by thread 'copy' at 0xc0112233, 3 mappings ago"; nothing if the slot is not known to rest.
void print_rest(lib::Sink& sink, LocalPlace place);

/// Nobody rests: for tests.
void end_all_rests();

} // namespace mm
