// SPDX-License-Identifier: MIT
// What memory management asks of whoever schedules. Defined by kernel/mm_context.cpp and by
// tests/sim/context.cpp.
#pragma once

#include "lib/types.hpp"

namespace mm {

class LocalStack;  // what a thread carries: its nested mappings (mm/local_stack.hpp)
class LocalWindow; // what a CPU has: its slots and their entries (mm/local_window.hpp)

/// The running thread's stack of mappings; in an interrupt, that of the thread it interrupted.
[[nodiscard]] LocalStack& local_stack() noexcept;

/// This CPU's slots. Stable only while the caller cannot migrate.
[[nodiscard]] LocalWindow& local_window() noexcept;

/// The running thread's name for reports. Lives as long as the thread.
[[nodiscard]] char const* thread_name() noexcept;

} // namespace mm
