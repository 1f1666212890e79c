// SPDX-License-Identifier: MIT
// Numbers about this machine and this boot, for programs that read the log.
#pragma once

#include "kernel/start/memory.hpp"

namespace kernel {

/// One `fact NAME VALUE` line each; README lists them.
void print_facts(Memory const& memory);

} // namespace kernel
