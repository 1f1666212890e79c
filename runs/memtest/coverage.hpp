// SPDX-License-Identifier: MIT
// What the test reached of the memory that the firmware reported, and why it did not reach the rest.
#pragma once

#include "mm/memory_map.hpp"
#include "runs/memtest/pool.hpp"

namespace kernel::memtest {

struct Coverage {
    u32 usable = 0;     ///< frames that the firmware calls usable and this CPU can address
    u32 kernel = 0;     ///< of these, what the kernel occupies
    u32 under_test = 0; ///< and what the pool has
    u32 left_out = 0;   ///< and what is free and is not in the pool, because it lies in too many places
};

/// `free_before`: frames that the allocator had free before the pool took them.
[[nodiscard]] Coverage coverage(mm::MemoryMap const& map, Pool const& pool, u32 free_before);

/// A line for each stretch of RAM: how many of its frames were tested, how many of them are bad.
void say_ranges(mm::MemoryMap const& map, Pool const& pool, std::span<FrameRange const> bad);
/// A line for each reason why something is not tested.
void say_left_out(mm::MemoryMap const& map, Coverage const& coverage);

} // namespace kernel::memtest
