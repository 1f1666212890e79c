// SPDX-License-Identifier: MIT
// Mappings of many pages at adjacent addresses. The plain figures pay for the flush once, at the end of
// each repetition; the eager ones pay each time.
#include "lib/check.hpp"
#include "mm/vmap.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/measure.hpp"
#include "runs/bench/pages.hpp"

#include <utility>

namespace kernel::bench {

namespace {

constexpr u32 kMostPages = 16;
using Frames = std::array<mm::Frame, kMostPages>;

template <u32... N> Frames some_frames(std::integer_sequence<u32, N...>) { return {high_frame(N)...}; }
Frames some_frames() { return some_frames(std::make_integer_sequence<u32, kMostPages>{}); }

VirtAddr map(std::span<mm::Frame const> frames)
{
    return mm::vmap(frames).must(); // the area is empty except for some threads' stacks
}

std::optional<Samples> lazy(u32 pages)
{
    Frames const frames = some_frames();
    return measure(
        {.turns = 1000, .may_sleep = true},
        [some = std::span{frames}.first(pages)](u32) { mm::vunmap(map(some)); },
        [] { mm::vm_unmap_aliases(); });
}

std::optional<Samples> eager(u32 pages)
{
    Frames const frames = some_frames();
    return measure({.turns = 250, .may_sleep = true},
                   [some = std::span{frames}.first(pages)](u32) { mm::vunmap_eager(map(some)); });
}

constexpr Benchmark kOfVmap[] = {
    {"vmap_1", [] { return lazy(1); }},
    {"vmap_1_eager", [] { return eager(1); }},
    {"vmap_16", [] { return lazy(16); }},
    {"vmap_16_eager", [] { return eager(16); }},
};

} // namespace

constinit std::span<Benchmark const> const kVmapBenchmarks{kOfVmap};

} // namespace kernel::bench
