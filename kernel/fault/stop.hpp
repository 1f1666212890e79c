// SPDX-License-Identifier: MIT
// The inside of lib::stop(): who expects the report gets it, else it is a panic.
#pragma once

#include "kernel/hw/trap.hpp"
#include "lib/report.hpp"

namespace kernel {

/// `frame`: the exception that brought us here, for its registers; nullptr if none did. Any context. Every
/// report passes here, expected or not; not inlined, so that a debugger can stop here too
/// (tests/guest/outside).
[[noreturn, gnu::noinline]] void stop_at(lib::Report const& report, TrapFrame const* frame);

} // namespace kernel
