// SPDX-License-Identifier: MIT
// What memory management asks of whoever schedules. Defined by kernel/mm_context.cpp and by
// tests/sim/context.cpp.
#pragma once

#include "lib/types.hpp"

namespace mm {

class LocalStack;  // what a thread carries: its nested mappings (mm/local_stack.hpp)
class LocalWindow; // what a CPU has: its slots and their entries (mm/local_window.hpp)

/// The running thread's stack of mappings; in an interrupt, that of the thread it interrupted. Found by one
/// load, since the caller may be preempted and migrate before and after it.
[[nodiscard]] LocalStack& local_stack() noexcept;

/// This CPU's slots. Stable only while the caller cannot migrate, so it must be looked up anew by every call
/// and not before the stores that precede the call (kmap_local pins its thread by a plain store).
[[nodiscard]] LocalWindow& local_window() noexcept;

/// The running thread's name for reports. Lives as long as the thread.
[[nodiscard]] char const* thread_name() noexcept;

/// The name of the thread that runs on CPU `cpu` right now, for reports; a guess unless that is this CPU.
[[nodiscard]] char const* thread_name_on(u32 cpu) noexcept;

/// The mappings of the thread that runs on CPU `cpu`, for reports; nullptr if that CPU does not run.
[[nodiscard]] LocalStack const* local_stack_on(u32 cpu) noexcept;

} // namespace mm
