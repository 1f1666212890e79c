// SPDX-License-Identifier: MIT
// The lessons, in order, and what surrounds each. To add one: a file in this folder, a declaration in
// lesson.hpp, a row here.
#include "runs/tour/tour.hpp"

#include "kernel/log/seat.hpp"
#include "kernel/thread/clock.hpp"
#include "mm/window_design.hpp"
#include "runs/common/pager.hpp"
#include "runs/common/reader.hpp"
#include "runs/tour/guide.hpp"
#include "runs/tour/lesson.hpp"

#include <algorithm>
#include <iterator>

namespace kernel {

namespace {

constexpr Lesson const* kLessons[] = {
    &g_machine_lesson,   &g_address_space_lesson, &g_one_frame_lesson, &g_nesting_lesson,
    &g_preempted_lesson, &g_pinned_lesson,        &g_moved_lesson,     &g_leaked_lesson,
    &g_pressure_lesson,  &g_stale_lesson,         &g_copy_lesson,      &g_overrun_lesson,
    &g_no_guard_lesson,  &g_first_mistake_lesson, &g_compound_lesson,  &g_linux_rules_lesson,
};

bool is_given(Lesson const* lesson)
{
    auto const here = mm::windows_of_threads() ? LessonFor::WindowsOfThreads : LessonFor::WindowsOfCpus;
    return lesson->windows == LessonFor::Both || lesson->windows == here;
}

// Precondition: 1 to lesson_count().
Lesson const& nth_lesson(u32 number)
{
    auto const* lesson = std::begin(kLessons);
    while (!is_given(*lesson) || --number != 0) ++lesson;
    return **lesson;
}

void say_end(Lesson const& lesson, LessonEnd end)
{
    say("");
    if (end == LessonEnd::Shown) say_paragraph(lib::formatted<320>("Shown: {}", lesson.shown).view());
    if (end == LessonEnd::Wrong)
        say_paragraph(
            "WRONG: this machine did not do what the lesson promises. Above, the value that should be "
            "another is marked; the file below says what it is about.");
    say_paragraph(
        lib::formatted<320>("Try in the monitor: \"{}\" {}", lesson.to_type, lesson.to_observe).view());
    say("  Read: {}", lesson.file);
}

void say_list(u32 here)
{
    say("");
    for (u32 number = 1; number <= lesson_count(); ++number)
        say("  {} {:>2}  {}", number == here ? '>' : ' ', number, nth_lesson(number).title);
}

lib::Text<80> question(TourGuide const& guide)
{
    auto text =
        lib::formatted<80>("-- lesson {} of {}: Enter next, b back, a again, l list, q quit, or a number",
                           guide.lesson(), lesson_count());
    if (guide.typed() != 0) lib::print(text, " {}", guide.typed());
    return text;
}

// The next step that is one.
TourGuide::Step ask(TourGuide& guide)
{
    for (;;) {
        auto const key = ask_reader(question(guide).view());
        auto const step = guide.press(key.value_or(Key{Key::Kind::Enter}));
        if (step == TourGuide::Step::List) say_list(guide.lesson());
        if (step == TourGuide::Step::Show || step == TourGuide::Step::Leave) return step;
    }
}

bool say_last_word(bool passed)
{
    if (passed)
        say("\nThat was the tour. The same machine checks itself with run=test.\n");
    else
        say("\nThe tour ends here: this lesson did not show what it should have.");
    return passed;
}

// Whatever the reader goes back to, and even if it is right then.
bool run_at_leisure()
{
    TourGuide guide{lesson_count()};
    bool passed = true;
    do {
        passed = run_lesson(guide.lesson()) && passed;
    } while (ask(guide) == TourGuide::Step::Show);
    return say_last_word(passed);
}

} // namespace

u32 lesson_count()
{
    return static_cast<u32>(std::count_if(std::begin(kLessons), std::end(kLessons), is_given));
}

lib::Text<96> judged_hex(u32 found, u32 wanted)
{
    if (found == wanted) return lib::formatted<96>("{:#x}", found);
    return lib::formatted<96>("{:#x}  <-- WRONG, should be {:#x}", found, wanted);
}

LessonEnd no_report()
{
    say("    <-- WRONG: there should be a report here, and the mistake passed unnoticed");
    return LessonEnd::Wrong;
}

bool report_says(lib::Report const& report, std::string_view words)
{
    bool const says = report.headline.view().find(words) != std::string_view::npos;
    if (!says) say("    <-- WRONG: this report should say \"{}\"", words);
    return says;
}

bool has_tick()
{
    if (clock::interrupts()) return true;
    say("  This lesson needs a timer that takes the CPU from a thread, and on this machine");
    say("  no timer interrupts: the lesson is left out.");
    return false;
}

bool run_lesson(u32 number)
{
    Pager const pager;
    Lesson const& lesson = nth_lesson(number);
    say("\n=== Lesson {} of {}: {}\n", number, lesson_count(), lesson.title);
    say_paragraph(lib::formatted<320>("Question: {}", lesson.question).view());
    say("");
    auto const end = lesson.show();
    say_end(lesson, end);
    return end != LessonEnd::Wrong;
}

bool run_tour()
{
    if (seat() != Seat::Nobody) return run_at_leisure();
    for (u32 number = 1; number <= lesson_count(); ++number)
        if (!run_lesson(number)) return say_last_word(false);
    return say_last_word(true);
}

} // namespace kernel
