// SPDX-License-Identifier: MIT
// Turning machine checks on: without that the CPU resets the machine, silently.
#pragma once

namespace arch {

/// On each CPU, with its exception handlers in place. What a bank still holds from before this boot is said
/// in the log on the boot CPU, and cleared.
void enable_machine_checks();

} // namespace arch
