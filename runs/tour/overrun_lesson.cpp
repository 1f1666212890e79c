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

bool overrun_lesson()
{
    constexpr u32 kTooMany = 64;
    OwnedFrame const source{mm::ZoneChoice::LowOnly, 1}; // two frames in a row: reading them is not a mistake
    HighBlock const block;
    mm::LocalMap const outer{block.pfn()};
    mm::LocalMap const inner{block.pfn() + 1};
    say("  A copy trusts the length of a compound of which only one page is mapped:\n");
    say("    memcpy({}, source, {} + {})\n", outer.address(), kPageSize, kTooMany);
    say("  The first {} bytes arrive. The next one hits the guard, the CPU raises a", kPageSize);
    say("  page fault, and before anything else the kernel asks whose guard that is:\n");

    auto const report = expect_stop(lib::ReportKind::Overrun, [&] {
        std::memcpy(hw::at(outer.address()), hw::lowmem(source.pfn().base()), kPageSize + kTooMany);
    });
    if (!report) return false;
    say_report(*report);

    say("\n  Anywhere else this is a panic. The tour expected this very report and goes on.");
    say("  How does it know of {} bytes, when the CPU reports only the first? It decodes", kTooMany);
    say("  the faulting instruction, whose count register still holds what was left.");
    return report->headline.view().find("64 bytes") != std::string_view::npos;
}

} // namespace kernel
