// SPDX-License-Identifier: MIT
// What all lessons share. Lines are at most 78 columns, so that they fit the VGA screen.
#pragma once

#include "kernel/log/log.hpp"
#include "lib/report.hpp"

namespace kernel {

/// One lesson of the tour. False if it did not show what it promises.
struct Lesson {
    std::string_view title;
    bool (*run)();
};

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

/// Each line of `text`, four columns in.
void say_indented(std::string_view text);
/// One long sentence in lines of at most 78 columns, four columns in.
void say_wrapped(std::string_view sentence);
/// A report as a panic would show it, headline and picture.
void say_report(lib::Report const& report);
/// The entries that lead to `address`, as the CPU walks them.
void say_walk(VirtAddr address);

} // namespace kernel
