// SPDX-License-Identifier: MIT
// Exceptions on purpose. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include "lib/types.hpp"

namespace hw {

/// Executes an instruction that raises exception `vector`: 0, 3, 6 or 13. For tests. Not inlined, so that
/// reports can name it.
[[gnu::noinline]] void provoke(u32 vector);

/// Calls `function(argument)` with the CPU's trap flag set: until it returns, a debug exception comes after
/// each instruction. Any thread that it switches to meanwhile has the flag set too. Read next:
/// kernel/fault/single_step.hpp.
void call_stepped(void (*function)(void*), void* argument);

} // namespace hw
