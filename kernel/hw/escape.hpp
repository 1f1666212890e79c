// SPDX-License-Identifier: MIT
// Leaving a call from the middle, for tests and lessons that provoke a stop. Defined by arch/x86_32; the host
// tests bring their own.
#pragma once

#include <cstdint>

namespace hw {

/// Where escape() continues: a call_escapable() that has not returned yet. Lives on its caller's stack.
struct EscapePoint {
    std::uintptr_t stack_pointer = 0; ///< of the frame with the callee-saved registers and flags
};

/// Calls `function(argument)`. Returns false if it came back by itself, true if escape() cut it short.
/// Either way, interrupts are afterwards as they were before.
[[nodiscard]] bool call_escapable(EscapePoint& point, void (*function)(void*), void* argument);

/// Abandons everything between here and `point`: no destructors run. Any context on the same thread,
/// including exception handlers and the double-fault task (which goes back to the interrupted one).
[[noreturn]] void escape(EscapePoint const& point);

} // namespace hw
