// SPDX-License-Identifier: MIT
// Names for the feature bits of CPUID.
#pragma once

#include "kernel/hw/cpu_info.hpp"

namespace kernel {

/// "fpu vme de pse ...": a name for each bit that is set and has one, each behind a blank.
void print_cpu_features(lib::Sink& sink, CpuInfo const& cpu);

} // namespace kernel
