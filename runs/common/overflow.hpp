// SPDX-License-Identifier: MIT
// Endless recursion, for tests of what a kernel stack does at its end.
#pragma once

namespace kernel {

/// Calls itself until the stack is full. Never returns.
void overflow_the_stack();

} // namespace kernel
