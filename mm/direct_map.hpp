// SPDX-License-Identifier: MIT
// What the direct map shows at each place: RAM read-write, the kernel's image with the rights of its parts,
// holes and guards not at all. Decided here once for mm/kernel_space.cpp, which builds it, and for
// mm/lowmem_plan.cpp, which has to know how many tables it will take.
#pragma once

#include "mm/image_layout.hpp"
#include "mm/memory_map.hpp"
#include "mm/protection.hpp"

#include <optional>

namespace mm {

class DirectMap {
public:
    /// All RAM of `map` below `end`. Refers to both arguments for as long as it lives.
    DirectMap(MemoryMap const& map, ImageLayout const& image, Pfn end) : map_{map}, image_{image}, end_{end}
    {
    }

    /// Adjacent frames that are mapped alike.
    struct Piece {
        FrameRange frames;
        std::optional<Protection> protection; ///< nothing for a hole or a guard
        bool large = false;                   ///< by large pages
    };
    /// The piece that begins with frame `first`, the first one or the end of the piece before. Frames from
    /// end() on may count among a hole.
    [[nodiscard]] Piece piece_from(Pfn first) const;

    [[nodiscard]] u32 split_regions() const; ///< each takes a page table
    [[nodiscard]] Pfn end() const { return end_; }

private:
    enum class Region : u8 { Empty, Large, Split };
    /// How the 2 MiB from frame `first` on (a multiple of 512) are mapped: by one large page only where all
    /// of it is RAM and none is the image. A large page over a hole would let the CPU prefetch from devices.
    [[nodiscard]] Region region(Pfn first) const;
    /// The frame's page in a split region; nothing for a hole or a guard.
    [[nodiscard]] std::optional<Protection> page(Pfn pfn) const;

    MemoryMap const& map_;
    ImageLayout const& image_;
    Pfn end_;
};

} // namespace mm
