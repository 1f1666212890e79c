// SPDX-License-Identifier: MIT
// Turning machine checks on: otherwise the CPU silently resets the machine.
#pragma once

namespace arch {

/// On each CPU, with its exception handlers in place. What a bank still holds from before this boot is
/// logged on the boot CPU, and cleared.
void enable_machine_checks();

} // namespace arch
