// SPDX-License-Identifier: MIT
// What a CPU can do, from CPUID. Pure, so that tests can feed it the leaves of any CPU.
#pragma once

#include "arch/x86_32/decode/cpuid.hpp"
#include "kernel/hw/cpu_info.hpp"

namespace arch {

[[nodiscard]] kernel::CpuInfo decode_cpu_info(CpuidReader cpuid);

} // namespace arch
