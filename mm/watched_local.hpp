// SPDX-License-Identifier: MIT
// The long way through kmap_local's calls, which some words of kmap.debug= ask for. Never inlined, so that
// the return address is the place in the caller's code.
#pragma once

#include "mm/local_stack.hpp"

namespace mm {

/// In place of map_in_slot().
[[nodiscard, gnu::noinline, gnu::cold]] VirtAddr map_watched(Pte entry);

/// In place of kunmap_local(), for any address. Also for one that no mapping call returns if none of the
/// calls is watched: it stops the machine.
[[gnu::noinline, gnu::cold]] void unmap_watched(VirtAddr address);

/// In place of unmap_topmost().
[[gnu::cold]] void unmap_topmost_watched(LocalStack& stack, VirtAddr caller);

} // namespace mm
