// SPDX-License-Identifier: MIT
// Mappings that every thread and CPU may use.
#include "mm/kmap.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/busy_cpus.hpp"
#include "runs/bench/measure.hpp"
#include "runs/bench/pages.hpp"

namespace kernel::bench {

namespace {

constexpr u32 kFewerThanSlots = 256;
constexpr u32 kContenders = 4;
constexpr Loop kSharedPairs{.turns = 10'000, .may_sleep = true};

void map_and_unmap(mm::Frame frame)
{
    static_cast<void>(mm::kmap(frame));
    mm::kunmap(frame);
}

std::optional<Samples> same_page()
{
    return measure(kSharedPairs, [](u32) { map_and_unmap(high_frame(0)); });
}

// After the first round each page still has its slot.
std::optional<Samples> cycle_that_fits()
{
    return measure({.turns = 10'240, .may_sleep = true},
                   [](u32 turn) { map_and_unmap(high_frame(turn % kFewerThanSlots)); });
}

// No page has a slot, and each round of the slots flushes them.
std::optional<Samples> cycle_that_misses()
{
    return measure({.turns = 20'480, .may_sleep = true}, [](u32 turn) { map_and_unmap(high_frame(turn)); });
}

// One page for four CPUs: its slot's count goes from cache to cache.
std::optional<Samples> same_page_on_four_cpus()
{
    auto others = other_cpus();
    if (others.count() + 1 < kContenders) return std::nullopt;
    while (others.count() + 1 > kContenders) others.remove(others.first());
    auto const map = [](u32) { map_and_unmap(high_frame(0)); };
    BusyCpus const busy{others, map};
    return same_page();
}

constexpr Benchmark kOfKmap[] = {
    {"kmap_hi_hit", same_page},
    {"kmap_hi_hit_cycle256", cycle_that_fits},
    {"kmap_hi_miss_cycle4096", cycle_that_misses},
    {"kmap_contended_4cpu", same_page_on_four_cpus},
};

} // namespace

constinit std::span<Benchmark const> const kKmapBenchmarks{kOfKmap};

} // namespace kernel::bench
