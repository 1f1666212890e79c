// SPDX-License-Identifier: MIT
// Frames before there is a frame allocator: for the page tables and the metadata of all frames. Taken from
// the memory map for good, highest first, so that low frames stay whole for what needs them (trampoline,
// DMA).
#pragma once

#include "mm/memory_map.hpp"

#include <optional>

namespace mm {

class BootFrames {
public:
    /// Frames below `limit` only: those that hw::lowmem() reaches at that time.
    BootFrames(MemoryMap& map, Pfn limit) : map_{map}, limit_{limit} {}

    /// `count` adjacent frames, zeroed, taken out of the map's unused ones; nothing if there is no such run.
    [[nodiscard]] std::optional<FrameRange> take(u32 count);
    /// One frame; stops the machine if there is none, since a plan that succeeded has counted the page
    /// tables.
    [[nodiscard]] Pfn take_one();

    /// The final tables are loaded: hw::lowmem() reaches up to `limit` now.
    void raise_limit(Pfn limit) { limit_ = limit; }
    [[nodiscard]] u32 taken() const { return taken_; }

private:
    MemoryMap& map_;
    Pfn limit_;
    u32 taken_ = 0;
};

} // namespace mm
