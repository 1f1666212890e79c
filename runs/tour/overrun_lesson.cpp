// SPDX-License-Identifier: MIT
// Lesson: a copy believes that more than one page is mapped. For whose mistake that was, see
// first_mistake_lesson.cpp.
#include "kernel/check/high_block.hpp"
#include "kernel/check/owned_frame.hpp"
#include "kernel/fault/expect.hpp"
#include "mm/kmap_local.hpp"
#include "runs/tour/lesson.hpp"

#include <cstring>

namespace kernel {

namespace {

LessonEnd show_overrun()
{
    constexpr u32 kTooMany = 64;
    OwnedFrame const source{mm::ZoneChoice::LowOnly, 1}; // two frames in a row: reading them is not a mistake
    HighBlock const block;
    mm::LocalMap const outer{block.pfn()};
    mm::LocalMap const inner{block.pfn() + 1};
    say("  Adjacent frames that were allocated as one are called a compound. A copy");
    say("  trusts the length of one of which only one page is mapped:\n");
    say("    memcpy({}, source, {} + {})\n", outer.address(), kPageSize, kTooMany);
    say("  The first {} bytes arrive. The next one hits the guard, the CPU raises a", kPageSize);
    say("  page fault, and before anything else the kernel asks whose guard that is:\n");

    auto const report = expect_stop(lib::ReportKind::Overrun, [&] {
        std::memcpy(hw::at(outer.address()), hw::lowmem(source.pfn().base()), kPageSize + kTooMany);
    });
    if (!report) return no_report();
    say_report(*report);
    if (!report_says(*report, "64 bytes")) return LessonEnd::Wrong;

    say("\n  Anywhere else this is a panic. The tour expected this very report and goes on.");
    say("  How does it know of {} bytes, when the CPU reports only the first? It decodes", kTooMany);
    say("  the faulting instruction, whose count register still holds what was left.");
    return LessonEnd::Shown;
}

} // namespace

constinit Lesson const g_overrun_lesson{
    .title = "a copy that goes too far",
    .file = "runs/tour/overrun_lesson.cpp",
    .question = "A copy runs past the end of what is mapped. Who notices?",
    .show = show_overrun,
    .shown = "the guard stops the first byte too many, and the report says whose page it was and by "
             "how much.",
    .to_type = "fault overrun",
    .to_observe = "makes the same mistake; fault alone lists others.",
};

} // namespace kernel
