// SPDX-License-Identifier: MIT
// Turning machine checks on: otherwise the CPU silently resets the machine.
#pragma once

namespace arch {

/// On each CPU, with its exception handlers in place. What its banks still hold from before this boot is
/// cleared.
void enable_machine_checks();

/// Says what that was: another CPU's banks may be the ones that tell why a machine was reset. On the same
/// CPU, before the next one starts.
void say_old_machine_checks();

} // namespace arch
