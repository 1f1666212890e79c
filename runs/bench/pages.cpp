// SPDX-License-Identifier: MIT
// Taking the pages from the frame allocator.
#include "runs/bench/pages.hpp"

#include "mm/frame_allocator.hpp"

#include <span>

namespace kernel::bench {

namespace {

constinit Pages g_pages;
constinit bool g_taken = false;

/// Fills `pages` with frames of just this zone; false if it has too few.
bool fill(std::span<Pfn> pages, mm::ZoneChoice choice)
{
    bool const low = choice == mm::ZoneChoice::LowOnly;
    for (Pfn& page : pages) {
        auto const frame = mm::frames().alloc_frames(0, choice);
        if (!frame || mm::frames().in_lowmem(*frame) != low) return false;
        page = frame->pfn();
    }
    return true;
}

} // namespace

Pages const& pages() { return g_pages; }

bool get_pages()
{
    if (!g_taken) {
        g_taken = fill(g_pages.high, mm::ZoneChoice::HighFirst) && fill(g_pages.low, mm::ZoneChoice::LowOnly);
    }
    return g_taken;
}

} // namespace kernel::bench
