// SPDX-License-Identifier: MIT
// What became of the firmware's memory map, as a table for people.
#pragma once

#include "kernel/start/memory.hpp"

namespace kernel {

/// The pieces of RAM by zone, then what was left out and why. Four columns in.
void say_ram(Memory const& memory);

} // namespace kernel
