// SPDX-License-Identifier: MIT
// What became of the machine's memory, in the log of every boot.
#pragma once

#include "kernel/start/memory.hpp"

namespace kernel {

/// How much there is and in which zone, what was left out and why, and where a default was not kept.
void log_memory(Memory const& memory);

} // namespace kernel
