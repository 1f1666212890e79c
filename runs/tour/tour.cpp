// SPDX-License-Identifier: MIT
// The lessons, in order. To add one: a file in this folder, a declaration in lesson.hpp, a row here.
#include "runs/tour/tour.hpp"

#include "kernel/thread/clock.hpp"
#include "runs/tour/lesson.hpp"

#include <iterator>

namespace kernel {

namespace {

constexpr Lesson kLessons[] = {
    {"the machine", machine_lesson},
    {"the kernel's address space", address_space_lesson},
    {"one frame of high memory", one_frame_lesson},
    {"two at a time", nesting_lesson},
    {"preempted with a window open", preempted_lesson},
    {"pinned, not frozen", pinned_lesson},
    {"the shared window under pressure", pressure_lesson},
    {"shootdown", stale_lesson},
    {"a copy", copy_lesson},
    {"a copy that goes too far", overrun_lesson},
    {"the same without guards", no_guard_lesson},
    {"the mistake that began it", first_mistake_lesson},
    {"a compound through one window", compound_lesson},
    {"unmapping in the wrong order, as Linux treats it", linux_rules_lesson},
};

} // namespace

u32 lesson_count() { return std::size(kLessons); }

bool has_tick()
{
    if (clock::interrupts()) return true;
    say("  This lesson needs a timer that takes the CPU from a thread, and on this machine");
    say("  no timer interrupts: the lesson is left out.");
    return false;
}

bool run_lesson(u32 number)
{
    Lesson const& lesson = kLessons[number - 1];
    say("\n=== Lesson {} of {}: {}\n", number, lesson_count(), lesson.title);
    return lesson.run();
}

bool run_tour()
{
    for (u32 number = 1; number <= lesson_count(); ++number) {
        if (run_lesson(number)) continue;
        say("\nThe tour ends here: this lesson did not show what it should have.");
        return false;
    }
    say("\nThat was the tour. The same machine checks itself with run=test.\n");
    return true;
}

} // namespace kernel
