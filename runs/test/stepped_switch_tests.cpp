// SPDX-License-Identifier: MIT
// The switch of threads interrupted between any two of its instructions, from the decision to the first
// instruction of the thread that comes, by a handler that maps: the argument in kernel/thread/scheduler.cpp,
// put to the test. The two threads hold different numbers of pages, so a handler that nests above the wrong
// one finds an entry that is in use.
#include "kernel/thread/placement.hpp"
#include "lib/irq_guard.hpp"
#include "runs/test/needs_trap_flag.hpp"
#include "runs/test/stepping.hpp"

namespace kernel {

namespace {

void expect_switch_covered(TestRun& test, Boundaries const& seen)
{
    test.expect(seen.in_function("arch_switch_stack") >= 10, "the change of stacks was interrupted {} times",
                seen.in_function("arch_switch_stack"));
}

// To a thread that was there before, and back.
void switch_between_two_holders_interrupted_by_a_mapping_handler(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    Watch watch;
    Interrupts interrupts{watch};
    MarkedFrame const lower_frame, upper_frame;
    mm::LocalMap const lower{lower_frame.pfn()}, upper{upper_frame.pfn()}; // the partner holds one
    Partner const partner{here, watch};
    u32 const before = partner.rounds();
    auto code = [&] {
        yield();
        watch.require(shows(lower.address(), lower_frame.pfn()) && shows(upper.address(), upper_frame.pfn()),
                      "the thread lost a page");
    };
    expect_switch_covered(
        test, interrupt_everywhere(test, watch, code, [&](Boundary const&) { interrupts.map(); }));
    // Not one for each yield(): a tick may end a turn before its round is over, which is common on a slow
    // machine.
    test.expect(partner.rounds() != before, "the other thread had no turn");
}

u32 volatile g_newcomers = 0; // so far

u32 newcomer(void* parent)
{
    g_newcomers = g_newcomers + 1;
    unpark(*static_cast<Thread*>(parent));
    return 0;
}
auto* volatile g_newcomer = newcomer;

// To a thread that has never run, until it is gone, and back.
void first_switch_to_a_thread_interrupted_by_a_mapping_handler(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    Watch watch;
    Interrupts interrupts{watch};
    MarkedFrame const frame;
    mm::LocalMap const map{frame.pfn()};
    g_newcomers = 0;
    u32 rounds = 0;
    bool stepped = false; // or a tick was faster
    auto code = [&] {
        lib::IrqGuard const no_tick_does_it; // which would not be stepped
        stepped = g_newcomers == rounds;
        while (g_newcomers == rounds) park();
        watch.require(shows(map.address(), frame.pfn()), "the thread lost its page");
    };
    auto prepared = [&](auto const& step) {
        do {
            auto thread =
                spawn("newcomer", g_newcomer, &current(), {.affinity = lib::CpuMask::of(here.cpu())});
            CHECK(thread.has_value());
            step();
            static_cast<void>(thread->join());
            ++rounds;
        } while (!stepped);
    };
    Boundaries const& seen = interrupt_everywhere(
        test, watch, code, [&](Boundary const&) { interrupts.map(); }, prepared);
    expect_switch_covered(test, seen);
    test.expect(seen.in_function(code_address(g_newcomer)) > 1, "the new thread was not interrupted");
    test.expect(g_newcomers == rounds, "{} of {} new threads ran", g_newcomers, rounds);
}

constexpr GuestTest kSteppedSwitchTests[] = {
    {"single_step_switch_between_two_holders_interrupted_by_a_mapping_handler",
     switch_between_two_holders_interrupted_by_a_mapping_handler},
    {"single_step_first_switch_to_a_thread_interrupted_by_a_mapping_handler",
     first_switch_to_a_thread_interrupted_by_a_mapping_handler},
};

} // namespace

std::span<GuestTest const> stepped_switch_tests() { return kSteppedSwitchTests; }

} // namespace kernel
