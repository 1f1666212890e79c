// SPDX-License-Identifier: MIT
// Sixteen frames as one mapping, and as sixteen.
#include "kernel/check/owned_frame.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_compound.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/measure.hpp"

#include <array>

namespace kernel::bench {

namespace {

constexpr u32 kFrames = 1u << mm::kMaxLocalOrder;

std::optional<Samples> as_one()
{
    OwnedFrame const block{mm::ZoneChoice::HighFirst, mm::kMaxLocalOrder};
    if (mm::needs_no_slot(block.pfn())) return std::nullopt;
    return measure({.turns = 1000}, [&](u32) {
        mm::kunmap_local_compound(mm::kmap_local_compound(block.frame(), mm::kMaxLocalOrder).address);
    });
}

std::optional<Samples> as_sixteen()
{
    OwnedFrame const block{mm::ZoneChoice::HighFirst, mm::kMaxLocalOrder};
    if (mm::needs_no_slot(block.pfn())) return std::nullopt;
    return measure({.turns = 1000}, [&](u32) {
        std::array<VirtAddr, kFrames> pages;
        for (u32 page = 0; page < kFrames; ++page) pages[page] = mm::kmap_local_page(block.frame() + page);
        for (u32 page = kFrames; page-- > 0;) mm::kunmap_local(pages[page]);
    });
}

constexpr Benchmark kOfCompound[] = {
    {"kmap_local_compound_o4", as_one},
    {"kmap_local_hi_d16", as_sixteen},
};

} // namespace

constinit std::span<Benchmark const> const kCompoundBenchmarks{kOfCompound};

} // namespace kernel::bench
