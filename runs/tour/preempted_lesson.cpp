// SPDX-License-Identifier: MIT
// Lesson: a thread is preempted while it looks through a window, another one uses the same slot, and the
// first finds its page where it was. What the discussion of 2020 was about.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/atomic.hpp"
#include "lib/preempt_guard.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_table.hpp"
#include "runs/tour/lesson.hpp"

#include <array>

namespace kernel {

namespace {

/// What was found at one moment; printed when all is over, since printing takes its own time.
struct Moment {
    lib::Text<8> thread; ///< its name, which goes with it
    char const* what;
    VirtAddr page;
    Pfn in_entry; ///< what the page tables said then
    u32 found;    ///< what was read from the page
    u32 switches; ///< of this CPU so far
};

class Timeline {
public:
    void note(char const* what, VirtAddr page)
    {
        lib::PreemptGuard const one_moment;
        Pfn const frame = mm::walk(hw::page_table_root(), page).table.pfn();
        auto const* const mark = reinterpret_cast<u32 const*>(hw::at(page));
        moments_[count_++] = {{std::string_view{current().name()}}, what, page, frame, *mark,
                              hw::this_cpu().switches.get()};
    }
    /// Where it should have been: all in the slot of the first, or each thread in its own.
    [[nodiscard]] VirtAddr expected_page(u32 index) const
    {
        return moments_[mm::windows_of_threads() ? index % 2 : 0].page;
    }
    /// `frames`: what each moment should have found.
    void print(std::span<Pfn const> frames) const
    {
        say("    switch  thread   does what              the slot's entry          reads");
        for (u32 index = 0; index < count_; ++index) {
            Moment const& moment = moments_[index];
            say("    {:>6}  {:<7}  {:<21}  {}: frame {:<8}  {}", moment.switches - moments_[0].switches,
                moment.thread, moment.what, moment.page, moment.in_entry,
                judged_hex(moment.found, frames[index].raw()));
            if (moment.in_entry != frames[index])
                say("            <-- WRONG: the entry should show frame {}", frames[index]);
            if (moment.page != expected_page(index))
                say("            <-- WRONG: the slot should be {}", expected_page(index));
        }
    }
    [[nodiscard]] Moment const& operator[](u32 index) const { return moments_[index]; }

private:
    std::array<Moment, 8> moments_{};
    u32 count_ = 0;
};

/// Uses the first slot twice, with the other viewer in between. Each of the two waits in a busy loop: only
/// the timer can take the CPU away from it.
struct Viewer {
    Timeline& timeline;
    lib::Atomic<u32>& step;
    u32 mine; ///< the step that lets this one begin; the other's follows
    OwnedFrame frame{};

    void wait_for(u32 wanted) const
    {
        while (step.load(lib::MemoryOrder::SeqCst) < wanted) {
        }
    }
    void operator()()
    {
        wait_for(mine);
        mm::LocalMap const map{frame.pfn()};
        *reinterpret_cast<u32*>(hw::at(map.address())) = frame.pfn().raw();
        timeline.note("maps its frame", map.address());
        step.store(mine + 1, lib::MemoryOrder::SeqCst);
        wait_for(mine + 2);
        timeline.note("goes on, same address", map.address());
        step.store(mine + 3, lib::MemoryOrder::SeqCst);
    }
};

bool each_found_its_own(Timeline const& timeline, std::span<Pfn const, 4> expected)
{
    bool right = true;
    for (u32 index = 0; index < expected.size(); ++index) {
        Moment const& moment = timeline[index];
        right = right && moment.in_entry == expected[index] && moment.found == expected[index].raw() &&
                moment.page == timeline.expected_page(index);
    }
    u32 const switches = timeline[3].switches - timeline[0].switches;
    if (switches < 3) say("    <-- WRONG: {} switches, should be 3 or more", switches);
    return right && switches >= 3;
}

LessonEnd show_preempted()
{
    if (!has_tick()) return LessonEnd::LeftOut;
    MigrationGuard const here;
    Timeline timeline;
    lib::Atomic<u32> step = 0;
    Viewer first{timeline, step, 0}, second{timeline, step, 1};
    ThreadOptions const on_this_cpu{.affinity = lib::CpuMask::of(here.cpu())};
    {
        auto const one = spawn("first", first, on_this_cpu);
        auto const other = spawn("second", second, on_this_cpu);
        if (!one || !other) return LessonEnd::Wrong;
    }
    say("  Two threads on CPU {}. Each maps a frame of its own, writes the frame's", here.cpu());
    say("  number there, and then never yields: the timer takes the CPU from it while its");
    say("  window is open.\n");
    Pfn const expected[]{first.frame.pfn(), second.frame.pfn(), first.frame.pfn(), second.frame.pfn()};
    timeline.print(expected);
    if (!each_found_its_own(timeline, expected)) return LessonEnd::Wrong;
    if (mm::windows_of_threads()) {
        say("\n  Each has a window of its own, in page tables of its own. A switch exchanges the");
        say("  one directory entry behind the window: nothing is saved, and nothing put back.");
    } else {
        say("\n  Both have the same slot. A switch saves a thread's entries as it saves its");
        say("  registers, and puts them back: no lock, no other CPU, and no flush except that");
        say("  of this page's translation on this CPU.");
    }
    return LessonEnd::Shown;
}

} // namespace

constinit Lesson const g_preempted_lesson{
    .title = "preempted with a window open",
    .file = "runs/tour/preempted_lesson.cpp",
    .question = "A thread loses the CPU while its window is open, and another one uses the same slot. "
                "What does the first one see when it is back?",
    .show = show_preempted,
    .shown = "its own page, at the same address, as if nothing had happened.",
    .to_type = "threads",
    .to_observe = "counts the mappings that each thread carries with it.",
};

} // namespace kernel
