// SPDX-License-Identifier: MIT
// From one lock() to what the graph has to know of it: what this CPU holds, since where, and whether it could
// have been interrupted.
#include "lib/lock_watch.hpp"

#include "lib/contexts.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"

#include <bit>

namespace lib {

constinit Atomic<bool> detail::locks_watched = false;

namespace {

constinit LockGraph g_graph;

/// Where each CPU took the locks that it holds. As with g_held_ranks, only that CPU writes, and only what it
/// holds means anything. An interrupt handler may overwrite what the interrupted code noted only by taking
/// the same class, which is what is reported.
constinit std::array<std::array<u32, LockGraph::kClasses>, kMaxCpus> g_taken_at{};

char const* class_name(u32 number) { return lock_rank_name(static_cast<LockRank>(number)); }

void print_arrow(Sink& sink, LockGraph::Arrow const& arrow)
{
    print(sink, "    {} is held since ", class_name(arrow.held));
    print_code(sink, arrow.held_since);
    print(sink, "{}\n      when {} is taken at ", arrow.by_interrupt ? ", with interrupts on," : "",
          class_name(arrow.taken));
    print_code(sink, arrow.taken_at);
    print(sink, "{}\n", arrow.by_interrupt ? ", in an interrupt" : "");
}

/// What closed the circle, and whose mistake that is called.
[[noreturn, gnu::cold]] void stop_circle(LockGraph::Circle const& circle)
{
    LockGraph::Arrow const& last = circle[0];
    Report report;
    if (circle.size() == 1) {
        report.kind = ReportKind::LockContext;
        print(
            report.headline,
            "locks of rank {} are held with interrupts on, and taken in interrupts: one that comes upon the "
            "holder waits for the code that it interrupted",
            class_name(last.held));
    } else {
        report.kind = ReportKind::LockOrder;
        print(
            report.headline,
            "locks of rank {} are taken while one of rank {} is held, and the other way round: each may wait "
            "for the other's holder",
            class_name(last.taken), class_name(last.held));
    }
    for (LockGraph::Arrow const& arrow : circle) print_arrow(report.picture, arrow);
    stop(report);
}

void insist_on_none(LockGraph::Circle const& circle)
{
    if (!circle.empty()) stop_circle(circle);
}

// Whoever only tries waits for nobody. It holds the lock afterwards, though, and others wait for that.
// Contexts first: a lock that is wrong by itself is often wrong with others, too, and by itself is easier to
// understand.
void note(u32 cpu, u32 taken, Taking taking, VirtAddr place, bool in_interrupt)
{
    bool const waits = taking == Taking::Waits;
    u32 const bit = 1u << taken;
    if (may_be_switched()) stop_wrong_context("SpinLock::lock()", "preemption off, as SpinGuard turns it");
    if (hw::irqs_on() && (g_graph.with_interrupts_on() & bit) == 0)
        insist_on_none(g_graph.note_with_interrupts_on(taken, place));
    if (in_interrupt && waits && (g_graph.in_interrupts() & bit) == 0)
        insist_on_none(g_graph.note_in_interrupt(taken, place));
    for (u32 held = waits ? g_held_ranks[cpu] & kAllRanks : 0; held != 0; held &= held - 1) {
        auto const outer = static_cast<u32>(std::countr_zero(held));
        if ((g_graph.taken_under(outer) & bit) == 0)
            insist_on_none(g_graph.note_order(outer, VirtAddr{g_taken_at[cpu][outer]}, taken, place));
    }
}

} // namespace

void watch_locks(bool on)
{
    detail::locks_watched.store(on, MemoryOrder::Relaxed);
    u32& held = g_held_ranks[hw::cpu_index()];
    held = (held & ~kLocksWatched) | (on ? kLocksWatched : 0);
}

bool rank_acquired_watched(u32 cpu, u32 rank_bit, Taking taking, VirtAddr place)
{
    u32& held = g_held_ranks[cpu];
    if ((held & kAllRanks) >= rank_bit) return false;
    if ((held & kLocksWatched) != 0) {
        auto const taken = static_cast<u32>(std::countr_zero(rank_bit));
        note(cpu, taken, taking, place, (held & kWatchedInterrupt) != 0);
        g_taken_at[cpu][taken] = place.raw();
    }
    held |= rank_bit;
    return true;
}

VirtAddr taken_at(LockRank rank) { return VirtAddr{g_taken_at[hw::cpu_index()][static_cast<u32>(rank)]}; }

// The one access to another CPU's word; a word of 32 bits is read whole.
u32 ranks_held_on(u32 cpu)
{
    u32 const volatile& held = g_held_ranks[cpu];
    return held & kAllRanks;
}

LockGraph& lock_graph() { return g_graph; }

} // namespace lib
