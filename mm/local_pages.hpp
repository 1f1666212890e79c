// SPDX-License-Identifier: MIT
// Which pages of a window belong together. No record of it is kept: each entry of a compound holds the
// compound's order in bits that the CPU ignores, and a compound's frames are aligned, so one entry tells
// where the mapping begins and ends, to a context switch, to an unmapping and to a report alike.
//
//     a page             g     g+1     g+2, the next mapping's guard, is the new top
//                      [guard][page]
//     order 2            g       g+1      g+2      g+3      g+4     g+5    g+6, the new top
//                      [guard][page 0 | page 1 | page 2 | page 3][ empty ]
//
// The page behind a compound stays empty, so that the number of pages stays even: slots begin at even
// pages, and a context switch finds its work by looking at the odd ones. So a compound of n pages takes n +
// 2, and the page below the top is mapped exactly if the innermost mapping is a single page. kunmap_local()
// insists on that: a pointer moved to the end of a compound lies in that page, and would pass for a
// mapping. (Four pages more than n would keep it out without a check, but an order 4 would then take 20 of
// 32.)
#pragma once

#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

inline constexpr u32 kMaxLocalOrder = 4; ///< the largest compound that fits a thread's slots

/// Pages of a window that a mapping of 2^order frames takes, with its guard and what stays empty behind it.
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

/// Those of the mapping that the present `entry` of `page` is part of.
[[nodiscard]] constexpr LocalPages pages_of_mapping(Pte entry, u32 page)
{
    u32 const count = 1u << entry.order();
    return {page - entry.pfn().raw() % count, count};
}

/// Those of the innermost mapping of the running thread, which has `stack` and `window`; none if it has none.
[[nodiscard]] LocalPages innermost_mapping(LocalStack const& stack, LocalWindow const& window);

} // namespace mm
