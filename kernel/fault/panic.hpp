// SPDX-License-Identifier: MIT
// The end that nobody wanted, in one format whatever the cause: headline, picture, registers, page-table
// walk, backtrace, last line.
#pragma once

#include "kernel/hw/trap.hpp"
#include "lib/report.hpp"

namespace kernel {

/// Stops the other CPUs and prints everything; if several CPUs panic, only the first one does. `frame`: the
/// exception behind it, or nullptr. Any context.
[[noreturn]] void panic(lib::Report const& report, TrapFrame const* frame);

} // namespace kernel
