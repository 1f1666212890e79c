// SPDX-License-Identifier: MIT
// Which pages of a window belong together. Nothing keeps a record of it: each entry of a compound holds the
// compound's order in bits that the CPU ignores, and a compound's frames are aligned. So a single entry tells
// a context switch, an unmapping or a report where the mapping begins and ends.
//
//     a page             g     g+1     g+2, the next mapping's guard, is the new top
//                      [guard][page]
//     order 2            g       g+1      g+2      g+3      g+4     g+5    g+6, the new top
//                      [guard][page 0 | page 1 | page 2 | page 3][ empty ]
//
// The page behind a compound stays empty, so that the number of pages is even: slots begin at even pages, and
// a context switch looks only at the odd ones. So a compound of n pages takes n + 2, and the page below the
// top is mapped only if the innermost mapping is a single page. kunmap_local() checks that, because a pointer
// that has moved to the end of a compound lies in that page and would look like a mapping. (With four pages
// more than n no check would be needed, but order 4 would then take 20 of 32.)
#pragma once

#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

inline constexpr u32 kMaxLocalOrder = 4; ///< the largest compound that fits a thread's slots

/// How many pages of a window a mapping of 2^order frames takes, with its guard and the empty page behind it.
[[nodiscard]] constexpr u32 local_pages_taken(u32 order) { return order == 0 ? 2 : (1u << order) + 2; }
static_assert(local_pages_taken(kMaxLocalOrder) <= LocalStack::kThreadPages);
static_assert(local_pages_taken(kMaxLocalOrder + 1) > LocalStack::kThreadPages);

/// The mapped pages of one mapping.
struct LocalPages {
    u32 first = 0;
    u32 count = 0;
    [[nodiscard]] constexpr bool contains(u32 page) const
    {
        return page - first < count; // far too large if it is below
    }
    [[nodiscard]] constexpr u32 last() const { return first + count - 1; }
};

/// The pages of the mapping that `page`, with the present `entry`, is part of.
[[nodiscard]] constexpr LocalPages pages_of_mapping(Pte entry, u32 page)
{
    u32 const count = 1u << entry.order();
    return {page - entry.pfn().raw() % count, count};
}

/// The pages of the running thread's innermost mapping; none if it has no mapping. The thread has `stack` and
/// `window`.
[[nodiscard]] LocalPages innermost_mapping(LocalStack const& stack, LocalWindow const& window);

} // namespace mm
