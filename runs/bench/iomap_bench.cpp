// SPDX-License-Identifier: MIT
// Device memory through a slot.
#include "kernel/start/memory.hpp"
#include "mm/iomap_local.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/measure.hpp"

namespace kernel::bench {

namespace {

// Nothing is read or written there, so an address behind all RAM is as good a device as any.
std::optional<Samples> pair()
{
    constexpr u64 kBytes = 16u << 20;
    constexpr u64 kOffset = 1u << 20;
    mm::IoMapping const device{"behind all RAM", memory().map.ram_end().base(), kBytes,
                               mm::Cache::WriteCombining};
    return measure({.turns = 10'000},
                   [&device](u32) { mm::iounmap_local(mm::iomap_local(device, kOffset, kPageSize)); });
}

constexpr Benchmark kOfIomap[] = {{"iomap_local_wc", pair}};

} // namespace

constinit std::span<Benchmark const> const kIomapBenchmarks{kOfIomap};

} // namespace kernel::bench
