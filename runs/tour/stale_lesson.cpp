// SPDX-License-Identifier: MIT
// Lesson: another CPU's TLB knows nothing of a page table that has changed, until it is told: the shootdown.
#include "kernel/check/owned_frame.hpp"
#include "lib/irq_guard.hpp"
#include "mm/fixmap.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/common/touch.hpp"
#include "runs/tour/lesson.hpp"

namespace kernel {

namespace {

/// The other CPU, with interrupts off, so that it takes part in the shootdown only when it chooses to.
struct Observer {
    VirtAddr page;
    Steps& steps;
    u32 before = 0, stale = 0, after = 0;

    void operator()()
    {
        lib::IrqGuard const no_interrupts;
        before = read_word(page);
        steps.reach(1);
        // Not by hw::pause(), which answers shootdowns.
        while (!steps.has_reached(2)) {
        }
        stale = read_word(page);
        steps.reach(3);
        steps.wait_for(4); // by hw::pause()
        after = read_word(page);
    }
};

void mark(OwnedFrame const& frame)
{
    mm::LocalMap const map{frame.pfn()};
    write_word(map.address(), frame.pfn().raw());
}

LessonEnd show_stale()
{
    MigrationGuard const here;
    if (here.others().empty()) {
        say("  This machine has one CPU. With two, the other would go on reading the old");
        say("  frame after the page tables have changed, until this one asks it to forget.");
        return LessonEnd::LeftOut;
    }
    OwnedFrame const old_frame, new_frame;
    mark(old_frame);
    mark(new_frame);
    u32 const other = here.others().first();
    Steps steps;
    Observer observer{mm::fixmap_map(mm::Fixmap::Test, old_frame.pfn(), mm::kReadWrite), steps};
    {
        auto const thread = start_on(other, observer);
        steps.wait_for(1);
        mm::fixmap_unmap(mm::Fixmap::Test); // flushes here, and only here
        mm::fixmap_map(mm::Fixmap::Test, new_frame.pfn(), mm::kReadWrite);
        steps.reach(2);
        while (!steps.has_reached(3)) hw::pause();
        hw::flush_range_everywhere({observer.page, observer.page + kPageSize});
        steps.reach(4);
    }
    mm::fixmap_unmap(mm::Fixmap::Test);
    hw::flush_range_everywhere({observer.page, observer.page + kPageSize});

    say("  Frames {} and {} begin with their own numbers.", old_frame.pfn(), new_frame.pfn());
    say("  CPU {} looks at {}:\n", other, observer.page);
    say("    the first frame is mapped there                  it reads {}",
        judged_hex(observer.before, old_frame.pfn().raw()));
    say("    CPU {} maps the second instead, flushes itself    it reads {:#x}", here.cpu(), observer.stale);
    say("    CPU {} asks it to drop that page, and waits       it reads {}\n", here.cpu(),
        judged_hex(observer.after, new_frame.pfn().raw()));
    if (observer.before != old_frame.pfn().raw() || observer.after != new_frame.pfn().raw())
        return LessonEnd::Wrong;
    say("  That request is called a shootdown: an interrupt to every CPU that may have");
    say("  the translation, and a wait until each has dropped it.");
    say("  So kmap() and vmap(), whose pages every CPU may see, must interrupt all of");
    say("  them before an address is used again: kmap.debug=flush reports who does not.");
    say("  kmap_local's pages are seen by one CPU, so nobody has to be asked.");
    return LessonEnd::Shown;
}

} // namespace

constinit Lesson const g_stale_lesson{
    .title = "shootdown",
    .file = "runs/tour/stale_lesson.cpp",
    .question = "The page tables change. When does another CPU notice?",
    .show = show_stale,
    .shown = "it goes on with the old page until it is interrupted and told to drop it: the shootdown.",
    .to_type = "test shootdown*",
    .to_observe = "runs the tests of it on this machine.",
};

} // namespace kernel
