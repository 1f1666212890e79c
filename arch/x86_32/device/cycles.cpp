// SPDX-License-Identifier: MIT
// The time-stamp counter's part of kernel/hw/cycles.hpp.
#include "arch/x86_32/device/cycles.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/device/stopwatch.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/cycles.hpp"

namespace arch {

namespace {
constinit u64 g_cycles_at_start = 0;
} // namespace

void note_start()
{
    constexpr u32 kTsc = 1u << 4; // SDM 2A, CPUID leaf 1
    if ((cpuid(1).edx & kTsc) != 0) g_cycles_at_start = rdtsc();
}

} // namespace arch

namespace hw {

u64 cycles() noexcept { return cpu_info().tsc ? arch::rdtsc() : 0; }

u64 cycles_at_start() noexcept { return arch::g_cycles_at_start; }

u32 measure_cycles_khz()
{
    return static_cast<u32>(arch::measure_rate([] { return cycles(); }) / 1000);
}

} // namespace hw
