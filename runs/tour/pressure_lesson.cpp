// SPDX-License-Identifier: MIT
// Lesson: kmap(), the window that all threads share, when more of them want a page there than it has slots.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "runs/common/shared_window.hpp"
#include "runs/tour/lesson.hpp"

#include <array>

namespace kernel {

namespace {

constexpr u32 kSlots = 3;
constexpr u32 kThreads = 8;

/// Maps its frame, and keeps it mapped until it may go.
struct Visitor {
    Completion& go;
    OwnedFrame frame{};
    VirtAddr page{};
    void operator()()
    {
        mm::SharedMap const map{frame.frame()};
        page = map.address();
        go.wait();
    }
};

/// In the window, or, with kmap.debug=alias, where vmap() has its areas.
bool shared_by_all(VirtAddr page)
{
    return mm::layout::kKmapWindow.contains(page) || mm::layout::kVmapArea.contains(page);
}

bool show_sharing()
{
    OwnedFrame const frame;
    mm::SharedMap const mine{frame.frame()};
    VirtAddr theirs;
    auto body = [&] { theirs = mm::SharedMap{frame.frame()}.address(); };
    static_cast<void>(spawn("other", body));
    say("  kmap({}) returns {} here, and {} in another thread:", frame.pfn(), mine.address(),
        judged(theirs, mine.address()));
    if (mine.address() != theirs) return false;
    say("  one slot for a frame, counted, at the same address for every thread and CPU.\n");
    return true;
}

bool show_waiting()
{
    FewSlots const few{kSlots};
    auto const& pool = mm::kmap_pool();
    u32 const woken_before = pool.wake_ups(), flushes_before = pool.slots().flushes();
    Completion go{"the end of the rush"};
    std::array<Visitor, kThreads> visitors{Visitor{go}, Visitor{go}, Visitor{go}, Visitor{go},
                                           Visitor{go}, Visitor{go}, Visitor{go}, Visitor{go}};
    u32 waiting = 0;
    {
        std::array<std::optional<ThreadHandle>, kThreads> threads; // their destructors join
        for (u32 index = 0; index < kThreads; ++index) threads[index] = spawn("visitor", visitors[index]);
        while (pool.waiting() != kThreads - kSlots) yield();
        waiting = pool.waiting();
        go.complete_all();
    }
    u32 const woken = pool.wake_ups() - woken_before;
    say("  Let the window have {} slots, and {} threads map a frame each: {} of them wait.", kSlots, kThreads,
        waiting);
    say("  A thread that gives up its slot maps the next one's frame there and wakes only");
    say("  that one: {} were woken, each once. An unmapped page stays until its slot is",
        judged(woken, kThreads - kSlots));
    say("  wanted; all such pages go together, with one flush on every CPU: {} flushes.",
        pool.slots().flushes() - flushes_before);
    for (Visitor const& visitor : visitors) {
        if (shared_by_all(visitor.page)) continue;
        say("    <-- WRONG: one of them got {}, which is no address that all threads share", visitor.page);
        return false;
    }
    return woken == kThreads - kSlots;
}

LessonEnd show_pressure()
{
    if (mm::frames().high().free_frames() < 2 * kThreads) {
        say("  All of this machine's RAM is lowmem, for which kmap() needs no slot;");
        say("  lowmem=4M would make most of it high.");
        return LessonEnd::LeftOut;
    }
    return shown_if(show_sharing() && show_waiting());
}

} // namespace

constinit Lesson const g_pressure_lesson{
    .title = "the shared window under pressure",
    .file = "runs/tour/pressure_lesson.cpp",
    .question = "kmap() gives every thread and CPU the same address for a page. What happens when the "
                "slots for that run out?",
    .show = show_pressure,
    .shown = "threads wait, each is woken once, when a slot is its own, and pages are flushed many at "
             "a time.",
    .to_type = "kmaps",
    .to_observe = "lists every mapping that is alive.",
};

} // namespace kernel
