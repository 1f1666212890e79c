// SPDX-License-Identifier: MIT
// Taking the pages from the frame allocator.
#include "runs/bench/pages.hpp"

#include "mm/frame_allocator.hpp"

#include <algorithm>

namespace kernel::bench {

namespace {

constinit Pages g_pages;
constinit bool g_taken = false;

bool take(Pfn& pfn, mm::ZoneChoice choice)
{
    auto const frame = mm::frames().alloc_frames(0, choice);
    if (frame) pfn = frame->pfn();
    return frame.has_value();
}

bool take_high(Pfn& pfn)
{
    return take(pfn, mm::ZoneChoice::HighFirst) && !mm::frames().in_lowmem(mm::Frame{pfn});
}

bool take_low(Pfn& pfn) { return take(pfn, mm::ZoneChoice::LowOnly); }

} // namespace

Pages const& pages() { return g_pages; }

bool get_pages()
{
    if (!g_taken) {
        g_taken = std::all_of(g_pages.high.begin(), g_pages.high.end(), take_high) &&
                  std::all_of(g_pages.low.begin(), g_pages.low.end(), take_low);
    }
    return g_taken;
}

} // namespace kernel::bench
