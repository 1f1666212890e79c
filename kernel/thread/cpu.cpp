// SPDX-License-Identifier: MIT
// The blocks of all CPUs, and the thread that boots.
#include "kernel/thread/cpu.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"

#include <utility>

namespace kernel {

namespace {

constinit Thread g_boot_thread{"boot"};
constinit lib::Atomic<u32> g_online = 1; // bit 0: the CPU that boots

// Constants in the image: the first CPU needs its block before any code of ours could fill it in. Each block
// is initialised in place, because to GCC 14 an array that a function returns is no constant if an element
// points to another object.
template <class Indices> struct AllCpus;
template <std::size_t... Index> struct AllCpus<std::index_sequence<Index...>> {
    Cpu all[sizeof...(Index)]{{Index, Index == 0 ? &g_boot_thread : nullptr}...};
};
constinit AllCpus<std::make_index_sequence<kMaxCpus>> g_cpus;

} // namespace

Cpu& cpu(u32 index)
{
    CHECK(index < kMaxCpus);
    return g_cpus.all[index];
}

lib::CpuMask online_cpus() { return lib::CpuMask::from_bits(g_online.load(lib::MemoryOrder::Relaxed)); }

void set_online(u32 index, bool online)
{
    if (online) {
        g_online.fetch_or(1u << index, lib::MemoryOrder::Relaxed);
    } else {
        g_online.fetch_and(~(1u << index), lib::MemoryOrder::Relaxed);
    }
}

} // namespace kernel
