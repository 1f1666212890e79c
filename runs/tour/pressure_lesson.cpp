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
    say("  kmap({}) returns {} here, and {} in another thread:", frame.pfn(), mine.address(), theirs);
    say("  one slot for a frame, counted, at the same address for every thread and CPU.\n");
    return mine.address() == theirs;
}

bool show_pressure()
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
    say("  that one: {} were woken, each once. An unmapped page stays until its slot is", woken);
    say("  wanted; all such pages go together, with one flush on every CPU: {} flushes.",
        pool.slots().flushes() - flushes_before);
    for (Visitor const& visitor : visitors)
        if (!shared_by_all(visitor.page)) return false;
    return woken == kThreads - kSlots;
}

} // namespace

bool pressure_lesson()
{
    if (mm::frames().high().free_frames() < 2 * kThreads) {
        say("  All of this machine's RAM is lowmem, for which kmap() needs no slot;");
        say("  lowmem=4M would make most of it high.");
        return true;
    }
    return show_sharing() && show_pressure();
}

} // namespace kernel
