// SPDX-License-Identifier: MIT
// Lesson: two mappings at once, the guards around them, and the order in which they must go.
#include "kernel/check/high_block.hpp"
#include "kernel/fault/expect.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_report.hpp"
#include "runs/tour/lesson.hpp"

namespace kernel {

namespace {

void say_slots(VirtAddr address)
{
    lib::Text<1024> picture;
    mm::draw_slots(picture, address);
    say_indented(picture.view());
}

LessonEnd show_wrong_order(mm::LocalMap const& outer)
{
    say("  The last one mapped must be the first to go. Unmapping the outer one now is");
    say("  a mistake, and is reported as one:\n");
    auto const report =
        expect_stop(lib::ReportKind::OutOfOrder, [&outer] { mm::kunmap_local(outer.address()); });
    if (!report) return no_report();
    say_report(*report);
    return LessonEnd::Shown;
}

LessonEnd show_nesting()
{
    HighBlock const block;
    mm::LocalMap const outer{block.pfn()};
    mm::LocalMap const inner{block.pfn() + 1};
    say("  The slots of this CPU while two mappings are open, read from its page tables:\n");
    say_slots(inner.address());
    say("\n  On both sides of every page lies a guard that is never mapped. A thread may");
    say("  nest {} mappings, interrupts {} more above them.", mm::layout::kLocalThreadDepth,
        mm::layout::kLocalIrqDepth);
    if (!mm::kmap_debug().linux_rules) return show_wrong_order(outer);
    say("  The last one mapped must be the first to go. With kmap.debug=linux another");
    say("  order is warned about once, and accepted: see the last lesson.");
    return LessonEnd::Shown;
}

} // namespace

constinit Lesson const g_nesting_lesson{
    .title = "two at a time",
    .file = "runs/tour/nesting_lesson.cpp",
    .question = "What lies between two pages that are mapped at the same time, and which of them goes "
                "first?",
    .show = show_nesting,
    .shown = "a guard on both sides of each page, and an order of last in, first out, whose breach is "
             "reported at once.",
    .to_type = "fault unmap-order",
    .to_observe = "makes this mistake, and survives it.",
};

} // namespace kernel
