// SPDX-License-Identifier: MIT
// The lessons of the tour, by name.
#pragma once

#include "runs/common/columns.hpp"

#include <string_view>

namespace kernel {

/// One lesson of the tour. False if it did not show what it promises.
struct Lesson {
    std::string_view title;
    bool (*run)();
};

/// For a lesson that needs it: whether a timer interrupts this machine. If not, says so.
[[nodiscard]] bool has_tick();

[[nodiscard]] bool machine_lesson();
[[nodiscard]] bool address_space_lesson();
[[nodiscard]] bool one_frame_lesson();
[[nodiscard]] bool nesting_lesson();
[[nodiscard]] bool preempted_lesson();
[[nodiscard]] bool pinned_lesson();
[[nodiscard]] bool pressure_lesson();
[[nodiscard]] bool stale_lesson();
[[nodiscard]] bool copy_lesson();
[[nodiscard]] bool overrun_lesson();
[[nodiscard]] bool no_guard_lesson();
[[nodiscard]] bool first_mistake_lesson();
[[nodiscard]] bool compound_lesson();
[[nodiscard]] bool linux_rules_lesson();

} // namespace kernel
