// SPDX-License-Identifier: MIT
// kmap_local interrupted between any two of its instructions, on the real machine: the argument at the head
// of mm/local_slot.hpp, put to the test. The switch of threads: runs/test/stepped_switch_tests.cpp.
#include "lib/irq_guard.hpp"
#include "mm/window_switch.hpp"
#include "runs/test/needs_trap_flag.hpp"
#include "runs/test/stepping.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

// Through pointers that the compiler knows nothing of: so these functions exist, and are not merged into the
// test.
auto* volatile g_map = mm::kmap_local_pfn;
auto* volatile g_unmap = mm::kunmap_local;
// A thread that leaves the CPU and comes back, as in kernel/thread/scheduler.cpp.
void sched_out(Thread& thread) { mm::window_sched_out(thread.local, thread.local, hw::this_cpu().window); }
void sched_in(Thread& thread) { mm::window_sched_in(thread.local, thread.local, hw::this_cpu().window); }
auto* volatile g_sched_out = sched_out;
auto* volatile g_sched_in = sched_in;

/// What is interrupted: nested mapping, use and unmapping, above a mapping that stays.
struct MapAndUnmap {
    Watch& watch;
    MarkedFrame outer_frame{}, inner_frame{};
    mm::LocalMap outer{outer_frame.pfn()};

    void operator()()
    {
        VirtAddr const inner = g_map(inner_frame.pfn(), mm::kReadWrite);
        watch.require(shows(inner, inner_frame.pfn()), "the thread reads somebody else's frame");
        g_unmap(inner);
        watch.require(shows(outer.address(), outer_frame.pfn()), "the thread lost its page");
    }
};

void expect_map_and_unmap_covered(TestRun& test, Boundaries const& seen)
{
    test.expect(seen.in_function(code_address(g_map)) > 1, "kmap_local_pfn was not interrupted");
    test.expect(seen.in_function(code_address(g_unmap)) > 1, "kunmap_local was not interrupted");
}

void map_and_unmap_interrupted_by_a_mapping_handler(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    Watch watch;
    Interrupts interrupts{watch};
    MapAndUnmap code{watch};
    Boundaries const& seen =
        interrupt_everywhere(test, watch, code, [&](Boundary const&) { interrupts.map(); });
    expect_map_and_unmap_covered(test, seen);
}

void map_and_unmap_preempted_by_a_thread_with_the_same_slots(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    Watch watch;
    MapAndUnmap code{watch};
    Partner const partner{here, watch};
    u32 const before = partner.rounds();
    Boundaries const& seen = interrupt_everywhere(test, watch, code, Interrupts::preempt);
    expect_map_and_unmap_covered(test, seen);
    test.expect(partner.rounds() - before > 100, "the other thread had {} turns", partner.rounds() - before);
}

void map_and_unmap_preempted_at_the_end_of_a_mapping_handler(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    Watch watch;
    Interrupts interrupts{watch};
    MapAndUnmap code{watch};
    Partner const partner{here, watch};
    Boundaries const& seen = interrupt_everywhere(test, watch, code, [&](Boundary const& boundary) {
        interrupts.map();
        Interrupts::preempt(boundary);
    });
    expect_map_and_unmap_covered(test, seen);
}

void sched_out_and_in_interrupted_by_a_mapping_handler(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    Watch watch;
    Interrupts interrupts{watch};
    MarkedFrame const one, two;
    mm::LocalMap const outer{one.pfn()}, inner{two.pfn()};
    auto code = [&] {
        lib::IrqGuard const irqs_off;
        g_sched_out(current());
        g_sched_in(current());
        watch.require(shows(outer.address(), one.pfn()) && shows(inner.address(), two.pfn()),
                      "the thread lost a page");
    };
    Boundaries const& seen =
        interrupt_everywhere(test, watch, code, [&](Boundary const&) { interrupts.map(); });
    test.expect(seen.in_function(code_address(g_sched_out)) > 1, "the way out was not interrupted");
    test.expect(seen.in_function(code_address(g_sched_in)) > 1, "the way back was not interrupted");
}

constexpr GuestTest kSingleStepTests[] = {
    {"single_step_map_and_unmap_interrupted_by_a_mapping_handler",
     map_and_unmap_interrupted_by_a_mapping_handler},
    {"single_step_map_and_unmap_preempted_by_a_thread_with_the_same_slots",
     map_and_unmap_preempted_by_a_thread_with_the_same_slots},
    {"single_step_map_and_unmap_preempted_at_the_end_of_a_mapping_handler",
     map_and_unmap_preempted_at_the_end_of_a_mapping_handler},
    {"single_step_sched_out_and_in_interrupted_by_a_mapping_handler",
     sched_out_and_in_interrupted_by_a_mapping_handler},
};

} // namespace

std::span<GuestTest const> single_step_tests() { return kSingleStepTests; }

} // namespace kernel
