// SPDX-License-Identifier: MIT
// Lines for programs that watch COM1 (README lists them): facts, and the last line of every run.
#pragma once

#include "kernel/hw/power.hpp"

#include <string_view>

namespace kernel {

/// `fact NAME VALUE`, on the serial lines alone: no program reads the screen. Names are lower-case words
/// joined by underscores.
void fact(std::string_view name, u64 value);

/// No program reads along: from now on fact() says nothing. Boot CPU.
void hide_facts();

/// Prints `dormer: end pass`, `fail`, `refused REASON` or `panic REASON`, then stops the machine: every CPU,
/// and where it cannot be switched off the screen says so, and a key resets it. Nothing comes on COM1 after
/// that line. Any context.
[[noreturn]] void end(hw::Outcome outcome, std::string_view reason = {});

} // namespace kernel
