// SPDX-License-Identifier: MIT
// What the MTRRs and the PAT say, from model-specific registers. Pure, so that tests can bring their own.
#pragma once

#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/memory_types.hpp"

namespace arch {

/// Answers one model-specific register.
using MsrReader = u64 (*)(u32 index);

/// Reads only registers that `cpu` has. Fills in `types`, which must be new and is large for a kernel
/// stack.
void read_memory_types(MsrReader rdmsr, kernel::CpuInfo const& cpu, kernel::MemoryTypes& types);

} // namespace arch
