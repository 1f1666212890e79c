// SPDX-License-Identifier: MIT
// Lesson: a compound through one window, which the mistake in the previous lesson lacked; what it takes,
// and where it ends.
#include "kernel/check/high_block.hpp"
#include "kernel/fault/expect.hpp"
#include "mm/context.hpp"
#include "mm/kernel_space.hpp"
#include "mm/local_compound.hpp"
#include "mm/local_report.hpp"
#include "mm/local_stack.hpp"
#include "runs/tour/lesson.hpp"

#include <cstring>

namespace kernel {

namespace {

constexpr u32 kOrder = 2;
constexpr u32 kBytes = kPageSize << kOrder;

// A word across each border between pages, written whole and read back whole.
bool words_cross_borders(VirtAddr begin)
{
    constexpr u32 kBorders = (1u << kOrder) - 1;
    u32 arrived = 0;
    for (u32 border = kPageSize; border < kBytes; border += kPageSize) {
        u32 const written = 0xC0DE'0000 + border;
        u32 read = 0;
        std::memcpy(hw::at(begin + (border - 2)), &written, sizeof written);
        std::memcpy(&read, hw::at(begin + (border - 2)), sizeof read);
        arrived += read == written ? 1u : 0u;
    }
    say("  Words were written across {} borders between pages. Read back: {}.\n", kBorders,
        judged(arrived, kBorders));
    return arrived == kBorders;
}

LessonEnd show_compound()
{
    HighBlock const block;
    if (block.order() < kOrder || mm::needs_no_slot(block.pfn())) {
        say("  This machine has no four frames of high memory in a row, so there is nothing");
        say("  to show: where the direct map shows a compound, it takes no slots.");
        return LessonEnd::LeftOut;
    }
    mm::LocalCompoundMap const map{mm::Frame{block.pfn()}, kOrder};
    if (!map) return LessonEnd::Wrong;
    say("  The copy in the lesson before asked about the compound, but mapped one page.");
    say("  kmap_local_compound() maps all of what was asked about: {} frames from {}", 1u << kOrder,
        block.pfn());
    say("  on, at adjacent addresses, with guards at both ends and none between:\n");
    lib::Text<1024> picture;
    mm::draw_slots(picture, map.address() + 2 * kPageSize);
    say_indented(picture.view());
    say("");
    if (!words_cross_borders(map.address())) return LessonEnd::Wrong;
    say("  It is one entry of the thread's stack: reserved by one store, so no interrupt");
    say("  comes between its pages, exchanged whole by a switch, unmapped whole. It takes");
    say("  {} of the {} slots, half as many as it has pages and one more. Each page costs",
        mm::slots_in_use(mm::local_stack()), mm::layout::kLocalThreadDepth);
    say("  two stores to map, and a store and a flush on this CPU to unmap. Orders up to");
    say("  {} fit. We know of no other kernel with this: elsewhere one maps page by page,",
        mm::kMaxLocalOrder);
    say("  or by vmap(), which may sleep and has to tell every CPU.\n");
    auto const report =
        expect_stop(lib::ReportKind::Overrun, [&] { std::memset(hw::at(map.address()), 0, kBytes + 64); });
    if (!report) return no_report();
    say("  Its guard lies after the last page, and the report covers all of it:\n");
    say_report(*report);
    return shown_if(report_says(*report, "order 2"));
}

} // namespace

constinit Lesson const g_compound_lesson{
    .title = "a compound through one window",
    .file = "runs/tour/compound_lesson.cpp",
    .question = "Can a whole compound be mapped for one thread, without telling the other CPUs?",
    .show = show_compound,
    .shown = "yes, as one entry of the thread, at adjacent addresses, with guards around the whole.",
    .to_type = "bench kmap_local_compound*",
    .to_observe = "measures it; bench kmap_local_hi* has single pages beside it.",
};

} // namespace kernel
