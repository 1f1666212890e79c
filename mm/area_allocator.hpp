// SPDX-License-Identifier: MIT
// Who has which part of the vmap area. There is no list of areas beside the page tables: what an ordinary
// allocator keeps in a header before each block is kept in the entry of the unmapped page before each area.
//
//       page  0      1     2     3      4        5      6            ...                      last
//          +------+-----+-----+-----+-------+--------+------+------------------+---------+--------+
//    entry | tag  | pte | pte | pte |  tag  |  pte   | tag  |    0   0   0     |  tag    |  tag   |
//          |Mapped|     |     |     | Stack |        | Free |                  | FreeEnd | Border |
//          | 4    |     |     |     | 2     |        | n    |                  | n       |        |
//          +------+-----+-----+-----+-------+--------+------+------------------+---------+--------+
//            guard   area of 3        guard  area of 1        n unused pages
//
// Every area has an unmapped page before it, and the next area's, or the border, after it. Time does not
// depend on the number of areas (mm/area_lists.hpp). Callers hold the region's lock.
//
// Why areas are no objects of a cache (mm/slab.hpp): the guard pages are wanted anyway, vunmap() finds its
// area with one load instead of a search, and a page fault reads tags without a lock, which it could not do
// with objects that others free meanwhile. So the tags would stay, with a pointer in them, and the lists by
// size too; what goes is the second tag of an unused stretch. Measured: to take an area and give it back
// costs 377 instructions, both locks included; to take an object and give it back, 342 more, and
// vmap_1_eager, which does all of that and maps and flushes a page, may cost 600 (tests/bench/budgets.ini).
#pragma once

#include "mm/area_lists.hpp"
#include "mm/vmap_error.hpp"

namespace mm {

class AreaAllocator {
public:
    /// Makes one unused stretch of the whole region. Needs two frames for tables; stops if there are none.
    void start(PhysAddr root, VirtRange region);

    /// Takes an area of `pages` (at least 1) and returns the page number of its guard; the area begins one
    /// page later, all its entries empty.
    [[nodiscard]] VmapResult<u32> take(u32 pages, AreaKind kind, VirtAddr caller);

    /// Gives the area behind `guard` back, whatever its tag says it is. Its entries must be empty, and their
    /// translations gone from every CPU.
    void give(u32 guard);

    [[nodiscard]] AreaTables const& tables() const { return tables_; }
    [[nodiscard]] u32 unused_pages() const { return unused_pages_; }

private:
    AreaTables tables_;
    AreaLists lists_;
    u32 unused_pages_ = 0; ///< guards of future areas included
};

} // namespace mm
