// SPDX-License-Identifier: MIT
// The time-stamp counter's part of kernel/machine.hpp.
#include "arch/x86_32/cpu.hpp"
#include "arch/x86_32/pit_rate.hpp"
#include "kernel/cpu_info.hpp"
#include "kernel/machine.hpp"

namespace hw {

u64 cycles() noexcept { return cpu_info().tsc ? arch::rdtsc() : 0; }

u32 measure_cycles_khz()
{
    return static_cast<u32>(arch::measure_rate([] { return cycles(); }) / 1000);
}

} // namespace hw
