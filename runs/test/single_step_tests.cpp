// SPDX-License-Identifier: MIT
// kmap_local interrupted between any two of its instructions, on the real machine: the argument at the head
// of mm/local_slot.hpp, put to the test. Each way of interrupting comes at every boundary first, and then
// far apart, at each boundary in turn, so that no second interrupt repairs at once what the first one
// damaged.
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "lib/irq_guard.hpp"
#include "mm/local_switch.hpp"
#include "runs/common/is_mapped.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/boundaries.hpp"
#include "runs/test/marked_frame.hpp"
#include "runs/test/needs_trap_flag.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

constexpr u32 kApart = 96; // more instructions than kmap_local and kunmap_local have, each

/// Remembers the first thing that went wrong. Printing has to wait: the interrupted code may hold any lock.
class Watch {
public:
    void require(bool truth, char const* otherwise)
    {
        if (truth || wrong_ != nullptr) return;
        wrong_ = otherwise;
        where_ = now_;
    }
    void at(Boundary const& boundary) { now_ = boundary; }
    void report(TestRun& test) const
    {
        test.expect(wrong_ == nullptr, "{} (interrupted at boundary {}, before {})", wrong_, where_.number,
                    where_.next);
    }

private:
    char const* wrong_ = nullptr;
    Boundary now_, where_;
};

/// What every thread and interrupt of these tests does: one more mapping, which is used and unmapped.
void map_use_unmap(Watch& watch, Pfn pfn, char const* wrong_frame, char const* still_there)
{
    VirtAddr const address = mm::kmap_local_pfn(pfn);
    watch.require(shows(address, pfn), wrong_frame);
    mm::kunmap_local(address);
    watch.require(!is_mapped(address), still_there);
}

/// Another thread on this CPU, as urgent as we are: it holds the first slot, uses the second, and yields.
class Partner {
public:
    Partner(MigrationGuard const& here, Watch& watch) : watch_{watch}, thread_{start_on(here.cpu(), body_)}
    {
        while (rounds_ == 0) yield();
    }
    ~Partner() { done_ = true; }

    [[nodiscard]] u32 rounds() const { return rounds_; }

private:
    struct Body {
        Partner& partner;
        void operator()() { partner.run(); }
    };
    void run()
    {
        mm::LocalMap const outer{held_.pfn()};
        while (!done_) {
            watch_.require(shows(outer.address(), held_.pfn()), "the other thread lost its page");
            map_use_unmap(watch_, used_.pfn(), "the other thread reads somebody else's frame",
                          "the other thread's page is still mapped");
            rounds_ = rounds_ + 1;
            yield();
        }
        watch_.require(shows(outer.address(), held_.pfn()), "the other thread lost its page in the end");
    }

    Watch& watch_;
    MarkedFrame held_, used_;
    u32 volatile rounds_ = 0;
    bool volatile done_ = false;
    Body body_{*this};
    ThreadHandle thread_; // the first to go: joins
};

/// The ways of interrupting.
class Interrupts {
public:
    explicit Interrupts(Watch& watch) : watch_{watch} {}

    /// A handler that uses two slots above whatever it interrupts.
    void map()
    {
        InterruptScope const interrupt;
        mm::LocalMap const lower{lower_.pfn()};
        map_use_unmap(watch_, upper_.pfn(), "the interrupt reads somebody else's frame",
                      "the interrupt's page is still mapped");
        watch_.require(shows(lower.address(), lower_.pfn()), "the interrupt lost its page");
    }
    /// The turn of the interrupted thread is over, as a tick would have it.
    static void preempt(Boundary const& boundary)
    {
        if (!boundary.interrupts_on) return;
        hw::this_cpu().turn_over = true;
        ask_for_switch();
        preempt_after_interrupt();
    }

private:
    Watch& watch_;
    MarkedFrame lower_, upper_;
};

constinit Boundaries g_seen; // by the test that runs

/// Interrupts `code` at every boundary; then, kApart times, at every kApart-th one, beginning with a
/// different one each time. Reports what went wrong, and prints which boundaries these were.
template <class Code, class Interrupt>
Boundaries const& interrupt_everywhere(TestRun& test, Watch& watch, Code& code, Interrupt const& interrupt)
{
    Boundaries& seen = g_seen;
    seen.clear();
    auto at_each = [&](Boundary const& boundary) {
        watch.at(boundary);
        seen.add(boundary.next);
        interrupt(boundary);
    };
    single_step(code, at_each);
    for (u32 first = 0; first < kApart; ++first) {
        auto at_some = [&](Boundary const& boundary) {
            if (boundary.number % kApart != first) return;
            watch.at(boundary);
            interrupt(boundary);
        };
        single_step(code, at_some);
    }
    watch.report(test);
    seen.print();
    return seen;
}

template <class Function> std::uintptr_t code_address(Function* function)
{
    return reinterpret_cast<std::uintptr_t>(function);
}

// Through pointers that the compiler knows nothing of: so these functions exist, and are not merged into the
// test.
auto* volatile g_map = mm::kmap_local_pfn;
auto* volatile g_unmap = mm::kunmap_local;
auto* volatile g_sched_out = mm::local_sched_out;
auto* volatile g_sched_in = mm::local_sched_in;

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
        g_sched_out(current().local, hw::this_cpu().local_window);
        g_sched_in(current().local, hw::this_cpu().local_window);
        watch.require(shows(outer.address(), one.pfn()) && shows(inner.address(), two.pfn()),
                      "the thread lost a page");
    };
    Boundaries const& seen =
        interrupt_everywhere(test, watch, code, [&](Boundary const&) { interrupts.map(); });
    test.expect(seen.in_function(code_address(g_sched_out)) > 1, "local_sched_out was not interrupted");
    test.expect(seen.in_function(code_address(g_sched_in)) > 1, "local_sched_in was not interrupted");
}

// The whole way of a switch: the run queue, both threads' mappings, the stacks.
void switch_between_two_holders_interrupted_by_a_mapping_handler(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    Watch watch;
    Interrupts interrupts{watch};
    MarkedFrame const frame;
    mm::LocalMap const map{frame.pfn()};
    Partner const partner{here, watch};
    u32 const before = partner.rounds();
    auto code = [&] {
        yield();
        watch.require(shows(map.address(), frame.pfn()), "the thread lost its page");
    };
    interrupt_everywhere(test, watch, code, [&](Boundary const&) { interrupts.map(); });
    // Not one for each yield(): a tick may end a turn before its round is over, which is common on a slow
    // machine.
    test.expect(partner.rounds() != before, "the other thread had no turn");
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
    {"single_step_switch_between_two_holders_interrupted_by_a_mapping_handler",
     switch_between_two_holders_interrupted_by_a_mapping_handler},
};

} // namespace

std::span<GuestTest const> single_step_tests() { return kSingleStepTests; }

} // namespace kernel
