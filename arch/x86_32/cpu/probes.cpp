// SPDX-License-Identifier: MIT
// The benchmarks' probes: nops in a known number (probes.asm) and string instructions over a page.
#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/hw/machine.hpp"

extern "C" void arch_1000_nops();
extern "C" void arch_no_nops();

namespace hw {

void call_1000_nops() noexcept { arch_1000_nops(); }
void call_no_nops() noexcept { arch_no_nops(); }

} // namespace hw
