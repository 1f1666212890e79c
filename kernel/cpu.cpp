// SPDX-License-Identifier: MIT
// All CPUs' blocks, and the thread that boots.
#include "kernel/cpu.hpp"

#include "lib/check.hpp"

#include <array>

namespace kernel {

namespace {

constinit Thread g_boot_thread{};

// Filled in when the image is linked: the first CPU needs its block before any code of ours could do it.
constinit std::array<Cpu, kMaxCpus> g_cpus = [] {
    std::array<Cpu, kMaxCpus> cpus{};
    for (u32 index = 0; index < kMaxCpus; ++index) cpus[index].index = index;
    cpus[0].current = &g_boot_thread;
    return cpus;
}();

} // namespace

Cpu& cpu(u32 index)
{
    CHECK(index < kMaxCpus);
    Cpu& cpu = g_cpus[index];
    cpu.self = &cpu; // the same store each time, so that nobody needs to know who came first
    return cpu;
}

} // namespace kernel
