// SPDX-License-Identifier: MIT
// Mappings of one page for one thread.
#include "mm/kmap_atomic.hpp"
#include "mm/kmap_local.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/busy_cpus.hpp"
#include "runs/bench/measure.hpp"
#include "runs/bench/pages.hpp"

namespace kernel::bench {

namespace {

using mm::kmap_local_page;
using mm::kunmap_local;

constexpr Loop kPairs{.turns = 10'000};

std::optional<Samples> local_pair()
{
    return measure(kPairs, [](u32) { kunmap_local(kmap_local_page(high_frame(0))); });
}

std::optional<Samples> pair_with_read()
{
    return measure(kPairs, [](u32) {
        VirtAddr const address = kmap_local_page(high_frame(0));
        read(address);
        kunmap_local(address);
    });
}

std::optional<Samples> pair_with_write()
{
    return measure(kPairs, [](u32) {
        VirtAddr const address = kmap_local_page(high_frame(0));
        write(address);
        kunmap_local(address);
    });
}

std::optional<Samples> four_nested()
{
    return measure({.turns = 5000, .operations = 4}, [](u32) {
        VirtAddr const first = kmap_local_page(high_frame(0));
        VirtAddr const second = kmap_local_page(high_frame(1));
        VirtAddr const third = kmap_local_page(high_frame(2));
        VirtAddr const fourth = kmap_local_page(high_frame(3));
        kunmap_local(fourth);
        kunmap_local(third);
        kunmap_local(second);
        kunmap_local(first);
    });
}

std::optional<Samples> pair_in_lowmem()
{
    return measure(kPairs, [](u32) { kunmap_local(kmap_local_page(low_frame(0))); });
}

std::optional<Samples> atomic_pair()
{
    return measure(kPairs, [](u32) { mm::kunmap_atomic(mm::kmap_atomic(high_frame(0))); });
}

// The same as the first while every other CPU does it too. Nothing is shared, so it may cost nothing more.
std::optional<Samples> pair_on_all_cpus()
{
    auto const others = other_cpus();
    if (others.empty()) return std::nullopt;
    auto const map = [](u32 cpu) { kunmap_local(kmap_local_page(high_frame(cpu))); };
    BusyCpus const busy{others, map};
    return local_pair();
}

constexpr Benchmark kOfKmapLocal[] = {
    {"kmap_local_hi_d1", local_pair},
    {"kmap_local_hi_d1_rd1", pair_with_read},
    {"kmap_local_hi_d1_wr1", pair_with_write},
    {"kmap_local_hi_d4_perpair", four_nested},
    {"kmap_local_low", pair_in_lowmem},
    {"kmap_atomic_hi", atomic_pair},
    {"kmap_local_hi_d1_all_cpus", pair_on_all_cpus},
};

} // namespace

constinit std::span<Benchmark const> const kKmapLocalBenchmarks{kOfKmapLocal};

} // namespace kernel::bench
