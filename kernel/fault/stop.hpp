// SPDX-License-Identifier: MIT
// The inside of lib::stop(): the report goes to the code that expects it; otherwise it is a panic.
#pragma once

#include "kernel/hw/trap.hpp"
#include "lib/report.hpp"

namespace kernel {

/// `frame`: the exception that brought us here, for its registers; nullptr if none did. Any context. Every
/// report passes through here, expected or not. Not inlined, so that a debugger can stop here
/// (tests/guest/outside.py).
[[noreturn, gnu::noinline]] void stop_at(lib::Report const& report, TrapFrame const* frame);

} // namespace kernel
