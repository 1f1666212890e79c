// SPDX-License-Identifier: MIT
// A frame in which each word is the frame's own number, so that any access through any mapping can tell
// whether it reached the right one.
#pragma once

#include "kernel/check/owned_frame.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/touch.hpp"

#include <algorithm>

namespace kernel {

inline constexpr u32 kWordsPerPage = kPageSize / sizeof(u32);

/// Writes the number into every word.
inline void mark(Pfn pfn)
{
    mm::LocalMap const map{pfn};
    auto* const words = reinterpret_cast<u32*>(hw::at(map.address()));
    std::fill_n(words, kWordsPerPage, pfn.raw());
}

class MarkedFrame : public OwnedFrame {
public:
    MarkedFrame() { mark(pfn()); }
};

/// Does word `word` of the page at `address` show this frame?
[[nodiscard]] inline bool shows(VirtAddr address, Pfn pfn, u32 word = 0)
{
    return read_word(address + word * sizeof(u32)) == pfn.raw();
}

} // namespace kernel
