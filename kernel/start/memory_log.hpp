// SPDX-License-Identifier: MIT
// What became of the machine's memory: in the log of every boot, and as a table for people.
#pragma once

#include "kernel/start/memory.hpp"

namespace kernel {

/// How much there is and in which zone, what was left out and why, and where a default was not kept.
void log_memory(Memory const& memory);

/// The pieces of RAM by zone, then what was left out and why. Four columns in.
void say_ram(Memory const& memory);

} // namespace kernel
