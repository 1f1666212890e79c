// SPDX-License-Identifier: MIT
// What kmap_local does without: another CPU, idle when it is asked, has to answer.
#include "mm/machine.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/busy_cpus.hpp"
#include "runs/bench/measure.hpp"
#include "runs/bench/pages.hpp"

namespace kernel::bench {

namespace {

// This few, because a halted CPU under an emulator takes tens of microseconds to answer.
constexpr Loop kShots{.turns = 100, .may_sleep = true};

// A request about no page at all: an interrupt there, and the answer.
std::optional<Samples> ipi_roundtrip()
{
    auto const others = other_cpus();
    if (others.empty()) return std::nullopt;
    VirtRange const nothing{low_page(0), low_page(0)};
    return measure(kShots, [other = lib::CpuMask::of(others.first()), nothing](u32) {
        hw::flush_range_on(other, nothing);
    });
}

std::optional<Samples> shootdown_of_two()
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return std::nullopt;
    lib::CpuMask both = lib::CpuMask::of(here.cpu());
    both.add(others.first());
    VirtRange const page{low_page(0), low_page(0) + kPageSize};
    return measure(kShots, [both, page](u32) { hw::flush_range_on(both, page); });
}

constexpr Benchmark kOfShootdown[] = {
    {"ipi_roundtrip", ipi_roundtrip},
    {"shootdown_2cpu", shootdown_of_two},
};

} // namespace

constinit std::span<Benchmark const> const kShootdownBenchmarks{kOfShootdown};

} // namespace kernel::bench
