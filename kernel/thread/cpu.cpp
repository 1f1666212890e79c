// SPDX-License-Identifier: MIT
// All CPUs' blocks, and the thread that boots.
#include "kernel/thread/cpu.hpp"

#include "lib/check.hpp"

#include <array>
#include <utility>

namespace kernel {

namespace {

constinit Thread g_boot_thread{"boot"};
constinit std::atomic<u32> g_online = 1; // bit 0: the CPU that boots

// Filled in when the image is linked: the first CPU needs its block before any code of ours could do it.
template <std::size_t... Index> constexpr std::array<Cpu, kMaxCpus> make_cpus(std::index_sequence<Index...>)
{
    return {Cpu{Index, Index == 0 ? &g_boot_thread : nullptr}...};
}
constinit std::array<Cpu, kMaxCpus> g_cpus = make_cpus(std::make_index_sequence<kMaxCpus>{});

} // namespace

Cpu& cpu(u32 index)
{
    CHECK(index < kMaxCpus);
    return g_cpus[index];
}

lib::CpuMask online_cpus() { return lib::CpuMask::from_bits(g_online.load(std::memory_order_relaxed)); }

void set_online(u32 index, bool online)
{
    if (online) {
        g_online.fetch_or(1u << index, std::memory_order_relaxed);
    } else {
        g_online.fetch_and(~(1u << index), std::memory_order_relaxed);
    }
}

} // namespace kernel
