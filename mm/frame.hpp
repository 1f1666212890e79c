// SPDX-License-Identifier: MIT
// A frame of RAM that the frame allocator knows: a frame number with the promise that metadata exists for it.
// Linux's struct page, as a value of 4 bytes. Read next: mm/frame_allocator.hpp.
#pragma once

#include "lib/address.hpp"

namespace mm {

class Frame {
public:
    /// Precondition: below the frame allocator's end. For frames that come from it or from its map of RAM.
    constexpr explicit Frame(Pfn pfn) : pfn_{pfn} {}

    [[nodiscard]] constexpr Pfn pfn() const { return pfn_; }
    /// A frame of the same compound.
    [[nodiscard]] constexpr Frame operator+(u32 frames) const { return Frame{pfn_ + frames}; }
    constexpr auto operator<=>(Frame const&) const = default;

private:
    Pfn pfn_;
};

} // namespace mm
