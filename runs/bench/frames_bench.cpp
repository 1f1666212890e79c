// SPDX-License-Identifier: MIT
// What it costs to get frames of high memory and to give them back. They are not cleared.
#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/measure.hpp"

namespace kernel::bench {

namespace {

void alloc_and_free(u32 order)
{
    auto const frame = mm::frames().alloc_frames(order, mm::ZoneChoice::HighFirst);
    CHECK(frame.has_value());
    mm::frames().free_frames(*frame, order);
}

std::optional<Samples> one()
{
    return measure({.turns = 2500, .may_sleep = true}, [](u32) { alloc_and_free(0); });
}

std::optional<Samples> sixteen()
{
    return measure({.turns = 250, .may_sleep = true}, [](u32) { alloc_and_free(4); });
}

constexpr Benchmark kOfFrame[] = {
    {"alloc_highuser_o0", one},
    {"alloc_highuser_o4", sixteen},
};

} // namespace

constinit std::span<Benchmark const> const kFrameBenchmarks{kOfFrame};

} // namespace kernel::bench
