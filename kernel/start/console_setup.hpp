// SPDX-License-Identifier: MIT
// The command line is read first, because it says where everything else is to be printed.
#pragma once

#include "kernel/start/boot_info.hpp"
#include "kernel/start/command_line.hpp"

namespace kernel {

/// Parses the command line, chooses the consoles and the log level, then says what was wrong with it.
[[nodiscard]] CommandLine start_console(BootInfo const& boot);

} // namespace kernel
