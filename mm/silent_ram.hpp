// SPDX-License-Identifier: MIT
// RAM that is only in the firmware's map: a map that names more than the machine has would be believed, and
// its frames handed out, until somebody misses what was written into them.
#pragma once

#include "mm/memory_map.hpp"

namespace mm {

/// Looks at some frames of each unused piece of `map`, the last one among them, and drops the piece from its
/// first frame on that does not answer. `answers` is asked about unused frames only.
void drop_silent_ram(MemoryMap& map, bool (*answers)(Pfn));

} // namespace mm
