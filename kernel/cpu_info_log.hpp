// SPDX-License-Identifier: MIT
// The CPU in two lines of the log.
#pragma once

#include "kernel/cpu_info.hpp"

namespace kernel {

/// Name and model; features that matter to paging, present and absent.
void log_cpu(CpuInfo const& info);

} // namespace kernel
