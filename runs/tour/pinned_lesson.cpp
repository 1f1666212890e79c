// SPDX-License-Identifier: MIT
// Lesson: a thread with a window open is pinned to its CPU, not frozen there: it is preempted like any
// other, and the load around it moves.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/atomic.hpp"
#include "mm/kmap_local.hpp"
#include "runs/tour/lesson.hpp"

#include <array>

namespace kernel {

namespace {

constexpr u32 kPreemptions = 3; ///< that the holder sees before it goes on

/// Notes every CPU that its thread runs on, and how often another thread had that CPU in between.
class Diary {
public:
    void look()
    {
        MigrationGuard const here;
        u32 const switches = hw::this_cpu().switches.get();
        if (cpus_.contains(here.cpu()) && switches != switches_) ++preemptions_;
        cpus_.add(here.cpu());
        switches_ = switches;
    }
    [[nodiscard]] lib::CpuMask cpus() const { return cpus_; }
    [[nodiscard]] u32 preemptions() const { return preemptions_; }

private:
    lib::CpuMask cpus_;
    u32 switches_ = 0;
    u32 preemptions_ = 0;
};

/// Work for a CPU.
struct Load {
    lib::Atomic<bool> const& over;
    Diary diary{};
    void operator()()
    {
        while (!over.load(lib::MemoryOrder::SeqCst)) diary.look();
    }
};

/// Asks for another CPU while its window is open, and is moved once it has closed it.
struct Holder {
    lib::Atomic<bool>& over;
    Diary held{};
    u32 home = 0, asked_for = 0, after = 0;

    void operator()()
    {
        OwnedFrame const frame;
        {
            mm::LocalMap const map{frame.pfn()};
            home = asked_for = hw::cpu_index();
            lib::CpuMask const others = online_cpus().without(home);
            if (!others.empty()) asked_for = others.first();
            set_affinity(current(), lib::CpuMask::of(asked_for));
            while (held.preemptions() < kPreemptions) held.look();
        }
        yield();
        after = hw::cpu_index();
        over.store(true, lib::MemoryOrder::SeqCst);
    }
};

void say_load(std::span<Load const> loads)
{
    lib::CpuMask all;
    for (Load const& load : loads) all = all | load.diary.cpus();
    say("  Meanwhile {} threads that only burn time ran on {} CPU{}.", loads.size(), all.count(),
        all.count() == 1 ? "" : "s");
}

LessonEnd show_pinned()
{
    if (!has_tick()) return LessonEnd::LeftOut;
    lib::Atomic<bool> over = false;
    Holder holder{over};
    std::array<Load, 4> loads{Load{over}, Load{over}, Load{over}, Load{over}};
    u32 const here = hw::cpu_index();
    {
        // One keeps the holder's CPU busy; the others go where there is room.
        auto const rival = spawn("rival", loads[0], {.affinity = lib::CpuMask::of(here)});
        std::array<std::optional<ThreadHandle>, 3> others;
        for (u32 index = 0; index < others.size(); ++index) others[index] = spawn("load", loads[index + 1]);
        auto const thread = spawn("holder", holder, {.affinity = lib::CpuMask::of(here)});
        if (!rival || !thread) {
            over.store(true, lib::MemoryOrder::SeqCst);
            return LessonEnd::Wrong;
        }
    }
    say("  Thread 'holder' maps a page on CPU {} and asks to be moved to CPU {}.", holder.home,
        holder.asked_for);
    say("  With the window open it was preempted {} times. CPUs it was seen on meanwhile: {}.",
        holder.held.preemptions(), judged(holder.held.cpus().count(), 1u));
    say_load(loads);
    say("  After kunmap_local() it ran on CPU {}.", judged(holder.after, holder.asked_for));
    if (holder.asked_for == holder.home) say("  (This machine has one CPU: there is nowhere to move to.)");
    return shown_if(holder.held.cpus() == lib::CpuMask::of(holder.home) && holder.after == holder.asked_for);
}

} // namespace

constinit Lesson const g_pinned_lesson{
    .title = "pinned, not frozen",
    .file = "runs/tour/pinned_lesson.cpp",
    .question = "May a thread move to another CPU while it holds a mapping, and does it keep its CPU for "
                "itself?",
    .show = show_pinned,
    .shown = "it stays on its CPU until the mapping is gone, and shares that CPU with everybody else.",
    .to_type = "cpus",
    .to_observe = "shows what each CPU runs, and how often it has switched.",
    .windows = LessonFor::WindowsOfCpus,
};

} // namespace kernel
