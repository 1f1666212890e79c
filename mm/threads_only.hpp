// SPDX-License-Identifier: MIT
// "Threads only", checked by calls that never sleep; those that may sleep ask might_sleep() (mm/context.hpp).
#pragma once

#include "mm/context.hpp"
#include "mm/local_stack.hpp"

namespace mm {

/// Stops: `call` was made by an interrupt handler.
[[noreturn, gnu::cold, gnu::noinline]] void stop_in_interrupt(char const* call);

/// Stops with WrongContext in an interrupt. An exception is not one: it belongs to the thread that caused it.
[[gnu::always_inline]] inline void threads_only(char const* call)
{
    if (local_stack().floor() != LocalStack::kNoFloor) [[unlikely]]
        stop_in_interrupt(call);
}

} // namespace mm
