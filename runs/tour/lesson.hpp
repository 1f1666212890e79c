// SPDX-License-Identifier: MIT
// The lessons of the tour, by name, and what a lesson is made of. Each stands in a file of its own, which
// ends with its Lesson.
#pragma once

#include "runs/common/columns.hpp"

#include <string_view>

namespace kernel {

enum class LessonEnd : u8 {
    Shown,
    Wrong,   ///< the machine did something else than the lesson promises
    LeftOut, ///< this machine lacks what it needs, which has been said
};
[[nodiscard]] constexpr LessonEnd shown_if(bool right) { return right ? LessonEnd::Shown : LessonEnd::Wrong; }

/// For which windows a lesson is (mm/window_design.hpp); the others' tour goes without it.
enum class LessonFor : u8 { Both, WindowsOfCpus, WindowsOfThreads };

/// One lesson of the tour.
struct Lesson {
    std::string_view title;
    std::string_view file;     ///< that it stands in
    std::string_view question; ///< that it opens with
    LessonEnd (*show)();
    std::string_view shown;      ///< what it has shown
    std::string_view to_type;    ///< a command of the monitor
    std::string_view to_observe; ///< what that shows, or is worth trying
    LessonFor windows = LessonFor::Both;
};

/// A value as a lesson shows it: where it is not what it should be, marked, so that the reader sees which one
/// it is.
template <class Value> [[nodiscard]] lib::Text<96> judged(Value const& found, Value const& wanted)
{
    if (found == wanted) return lib::formatted<96>("{}", found);
    return lib::formatted<96>("{}  <-- WRONG, should be {}", found, wanted);
}
/// The same for a number in hexadecimal.
[[nodiscard]] lib::Text<96> judged_hex(u32 found, u32 wanted);

/// Marks that a mistake which had to be reported passed unnoticed. Wrong.
LessonEnd no_report();
/// Whether the report that was shown has these words; marks it if not.
[[nodiscard]] bool report_says(lib::Report const& report, std::string_view words);

/// For a lesson that needs it: whether a timer interrupts this machine. If not, says so.
[[nodiscard]] bool has_tick();

extern Lesson const g_machine_lesson, g_address_space_lesson, g_one_frame_lesson, g_nesting_lesson,
    g_preempted_lesson, g_pinned_lesson, g_moved_lesson, g_leaked_lesson, g_pressure_lesson, g_stale_lesson,
    g_copy_lesson, g_overrun_lesson, g_no_guard_lesson, g_first_mistake_lesson, g_compound_lesson,
    g_linux_rules_lesson;

} // namespace kernel
