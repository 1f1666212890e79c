// SPDX-License-Identifier: MIT
// The CPU in two lines of the log.
#pragma once

#include "kernel/hw/cpu_info.hpp"

namespace kernel {

/// "GenuineIntel NAME (family 6, model 8, stepping 6)"; no end of the line.
void print_cpu_name(lib::Sink& sink, CpuInfo const& cpu);

/// Name and model, and the features that matter to paging, present and absent.
void log_cpu(CpuInfo const& info);

} // namespace kernel
