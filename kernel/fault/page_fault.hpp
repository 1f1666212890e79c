// SPDX-License-Identifier: MIT
// The meaning of a page fault that no mapping window explains: a stack overflowed, a right is missing, or
// nothing is at the address.
#pragma once

#include "kernel/hw/image.hpp"
#include "kernel/hw/trap.hpp"
#include "lib/report.hpp"
#include "mm/window_judge.hpp"

#include <optional>

namespace kernel {

struct Thread;

[[nodiscard]] mm::AccessKind access_kind(u32 error);

/// The stack whose guard page holds `address`, or nullptr.
[[nodiscard]] hw::ImageStack const* stack_above_guard(std::span<hw::ImageStack const> stacks,
                                                      VirtAddr address);

/// The report for the fault in `frame`. Reads nothing but `frame` and `stacks`.
[[nodiscard]] lib::Report explain_page_fault(TrapFrame const& frame, std::span<hw::ImageStack const> stacks);

/// The report for a double fault whose CR2 lies in the guard of one of `stacks` or of the stack of `running`:
/// the CPU could not push there. Nothing if it lies elsewhere, because then something else is wrong. Reads
/// nothing but its arguments.
[[nodiscard]] std::optional<lib::Report>
explain_double_fault(TrapFrame const& frame, std::span<hw::ImageStack const> stacks, Thread const& running);

} // namespace kernel
