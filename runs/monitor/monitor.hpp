// SPDX-License-Identifier: MIT
// run=monitor: a prompt on COM1 and on keyboard and screen, for looking at the running kernel and the
// machine. Read next: command.hpp (what can be asked), line_editor.hpp (how).
#pragma once

namespace kernel::monitor {

/// Reads commands and does them until one of them is `off`. Threads only.
void run();

} // namespace kernel::monitor
