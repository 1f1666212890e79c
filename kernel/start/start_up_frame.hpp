// SPDX-License-Identifier: MIT
// Where other CPUs take their first steps: in real mode they can only run below 1 MiB.
#pragma once

#include "mm/memory_map.hpp"

#include <optional>

namespace kernel {

/// A frame below 1 MiB, taken out of `map`'s unused ones for good; nothing on a machine without RAM there.
[[nodiscard]] std::optional<Pfn> take_start_up_frame(mm::MemoryMap& map);

} // namespace kernel
