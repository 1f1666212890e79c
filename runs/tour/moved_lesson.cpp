// SPDX-License-Identifier: MIT
// Lesson, with window=thread: who holds a mapping is not even pinned. The window moves along.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/preempt_guard.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/touch.hpp"
#include "runs/tour/lesson.hpp"

#include <array>

namespace kernel {

namespace {

constexpr u32 kMoves = 4;

struct Stop {
    u32 cpu;
    VirtAddr page;
    u32 found; ///< what was read from the page
};

/// Holds one mapping and goes from CPU to CPU.
struct Traveller {
    std::array<Stop, kMoves> stops{};
    Pfn frame{};

    static void go_to(u32 cpu)
    {
        set_affinity(current(), lib::CpuMask::of(cpu));
        while (hw::cpu_index() != cpu) yield();
    }
    void operator()()
    {
        OwnedFrame const owned;
        frame = owned.pfn();
        mm::LocalMap const map{frame};
        write_word(map.address(), frame.raw());
        u32 cpu = hw::cpu_index();
        for (Stop& stop : stops) {
            go_to(cpu);
            {
                lib::PreemptGuard const one_moment;
                stop = {hw::cpu_index(), map.address(), read_word(map.address())};
            }
            cpu = next_after(cpu);
        }
    }
    [[nodiscard]] static u32 next_after(u32 cpu)
    {
        lib::CpuMask const all = online_cpus();
        for (u32 next = cpu + 1; next < kMaxCpus; ++next)
            if (all.contains(next)) return next;
        return all.first();
    }
};

bool say_stops(Traveller const& traveller)
{
    bool right = true;
    say("    on CPU   page                reads");
    for (Stop const& stop : traveller.stops) {
        say("    {:>6}   {}          {}", stop.cpu, stop.page, judged_hex(stop.found, traveller.frame.raw()));
        right = right && stop.found == traveller.frame.raw() && stop.page == traveller.stops[0].page;
    }
    return right;
}

void say_costs()
{
    say("\n  What each design costs, and where to measure it:");
    say("    window=              cpu                       thread");
    say("    a switch             saves and restores each   writes one directory entry,");
    say("                         mapping that is held      flushes what was mapped");
    say("    who holds a mapping  stays on its CPU          goes where there is room");
    say("    a pointer that       reads the frame, while    faults, and names the thread");
    say("    leaks                its holder runs           that has mapped it");
    say("    a thread             no memory                 a frame of lowmem");
    say("  In instructions: ./dormer bench --append window=cpu, then window=thread.");
}

LessonEnd show_moved()
{
    Traveller traveller;
    {
        auto const thread = spawn("traveller", traveller);
        if (!thread) return LessonEnd::Wrong;
    }
    say("  Thread 'traveller' maps frame {} once, and goes from CPU to CPU with the window", traveller.frame);
    say("  open.\n");
    bool const right = say_stops(traveller);
    if (online_cpus().count() == 1) say("  (This machine has one CPU: there is nowhere to go.)");
    say_costs();
    return shown_if(right);
}

} // namespace

constinit Lesson const g_moved_lesson{
    .title = "not even pinned",
    .file = "runs/tour/moved_lesson.cpp",
    .question = "May a thread go on on another CPU, at the same address, while it holds a mapping?",
    .show = show_moved,
    .shown = "it may: the page table behind the window is the thread's, and every CPU that runs the thread "
             "shows it.",
    .to_type = "slots",
    .to_observe = "draws the window of each thread that has something mapped.",
    .windows = LessonFor::WindowsOfThreads,
};

} // namespace kernel
