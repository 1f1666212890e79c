// SPDX-License-Identifier: MIT
// What some emulators leave out, and a program had better not try there.
#pragma once

namespace kernel {

/// Does a debug exception come after each instruction while the CPU's trap flag is set? Tries it. Threads
/// only.
[[nodiscard]] bool trap_flag_works();

/// Does an exception whose handler cannot even begin become a double fault, as after overflow_the_stack()?
/// That cannot be tried where it does not: v86 goes on raising page faults until its own stack is full, and
/// is gone. So its other gap is the sign: an emulator without a trap flag is not asked for double faults.
/// Threads only.
[[nodiscard]] bool has_double_faults();

} // namespace kernel
