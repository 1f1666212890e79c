// SPDX-License-Identifier: MIT
// Lesson, with window=thread: a pointer into another thread's window leads nowhere, and the report names
// that thread.
#include "kernel/check/owned_frame.hpp"
#include "kernel/fault/expect.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/thread_life.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/touch.hpp"
#include "runs/tour/lesson.hpp"

namespace kernel {

namespace {

/// Maps a page, tells everybody where, and keeps it until it may go.
struct Keeper {
    Completion mapped{"a pointer leaks"}, done{"the keeper may go"};
    VirtAddr page{};

    void operator()()
    {
        OwnedFrame const frame;
        mm::LocalMap const map{frame.pfn()};
        page = map.address();
        mapped.complete();
        done.wait();
    }
};

LessonEnd show_leaked()
{
    Keeper keeper;
    auto thread = spawn("keeper", keeper);
    if (!thread) return LessonEnd::Wrong;
    keeper.mapped.wait();
    say("  Thread 'keeper' has a page mapped at {} and told us so. We read there:\n", keeper.page);
    auto const report = expect_stop(lib::ReportKind::ForeignSlot, [&] { read_byte(keeper.page); });
    keeper.done.complete();
    thread->join();
    if (!report) return no_report();
    say_report(*report);
    return shown_if(report_says(*report, "thread 'keeper'"));
}

} // namespace

constinit Lesson const g_leaked_lesson{
    .title = "somebody else's window",
    .file = "runs/tour/leaked_lesson.cpp",
    .question = "What does a thread see at an address that another thread has mapped?",
    .show = show_leaked,
    .shown = "nothing: all windows are at the same addresses, and in this thread's the page is empty. The "
             "report names who has it.",
    .to_type = "kmaps",
    .to_observe = "lists every mapping, with the thread that holds it.",
    .windows = LessonFor::WindowsOfThreads,
};

} // namespace kernel
