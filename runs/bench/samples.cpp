// SPDX-License-Identifier: MIT
// Least and median of the samples, less the loop.
#include "runs/bench/samples.hpp"

#include <algorithm>

namespace kernel::bench {

namespace {

u64 least(Samples const& samples) { return *std::min_element(samples.ticks.begin(), samples.ticks.end()); }

u64 less(u64 ticks, u64 off) { return ticks > off ? ticks - off : 0; }

} // namespace

LoopCost loop_cost(Samples const& empty) { return {least(empty), empty.turns}; }

Cost cost(Samples samples, LoopCost loop)
{
    std::sort(samples.ticks.begin(), samples.ticks.end());
    u64 const off = samples.loop_is_in ? loop.ticks * samples.turns / loop.turns : 0;
    u64 const operations = u64{samples.turns} * samples.operations;
    auto const each = [&](u64 ticks) { return less(ticks, off) * 1000 / operations; };
    return {each(samples.ticks.front()), each(samples.ticks[kRepetitions / 2])};
}

Samples without(Samples samples, Samples const& other)
{
    for (u64& ticks : samples.ticks) ticks = less(ticks, least(other));
    samples.loop_is_in = false;
    return samples;
}

} // namespace kernel::bench
