// SPDX-License-Identifier: MIT
// Frames and addresses for the benchmarks to work on, and accesses that the compiler leaves in place.
#pragma once

#include "mm/frame.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"

#include <array>

namespace kernel::bench {

/// Eight times as many as kmap() has slots.
inline constexpr u32 kHighFrames = 4096;

struct Pages {
    std::array<Pfn, kHighFrames> high; ///< outside the direct map
    std::array<Pfn, 2> low;            ///< inside
};

/// What get_pages() took.
[[nodiscard]] Pages const& pages();

/// Allocates them once; they are never given back. False if there are not that many, as on a machine
/// without high memory.
[[nodiscard]] bool get_pages();

inline mm::Frame high_frame(u32 n) { return mm::Frame{pages().high[n % kHighFrames]}; }

inline mm::Frame low_frame(u32 n) { return mm::Frame{pages().low[n]}; }
inline VirtAddr low_page(u32 n) { return mm::lowmem_address(pages().low[n].base()); }

inline void read(VirtAddr address)
{
    static_cast<void>(*static_cast<std::byte const volatile*>(hw::at(address)));
}
inline void write(VirtAddr address) { *static_cast<std::byte volatile*>(hw::at(address)) = std::byte{1}; }

} // namespace kernel::bench
