// SPDX-License-Identifier: MIT
// What tests need that interrupt code between any two instructions: handlers that map, a thread that maps in
// the same slots, and who remembers what went wrong. Each way of interrupting comes at every boundary first,
// and then far apart, at each boundary in turn, so that no second interrupt repairs at once what the first
// one damaged.
#pragma once

#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "mm/local_switch.hpp"
#include "runs/common/is_mapped.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/boundaries.hpp"
#include "runs/test/marked_frame.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

inline constexpr u32 kApart = 96; // more instructions than kmap_local and kunmap_local have, each

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
inline void map_use_unmap(Watch& watch, Pfn pfn, char const* wrong_frame, char const* still_there)
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

inline constinit Boundaries g_seen; ///< by the test that runs

/// Interrupts `code` at every boundary; then, kApart times, at every kApart-th one, beginning with a
/// different one each time. `prepared(step)` calls `step` once, which steps through `code` once. Reports what
/// went wrong, and prints which boundaries these were.
template <class Code, class Interrupt, class Prepared>
Boundaries const& interrupt_everywhere(TestRun& test, Watch& watch, Code& code, Interrupt const& interrupt,
                                       Prepared const& prepared)
{
    Boundaries& seen = g_seen;
    seen.clear();
    auto at_each = [&](Boundary const& boundary) {
        watch.at(boundary);
        seen.add(boundary.next);
        interrupt(boundary);
    };
    prepared([&] { single_step(code, at_each); });
    for (u32 first = 0; first < kApart; ++first) {
        auto at_some = [&](Boundary const& boundary) {
            if (boundary.number % kApart != first) return;
            watch.at(boundary);
            interrupt(boundary);
        };
        prepared([&] { single_step(code, at_some); });
    }
    watch.report(test);
    seen.print();
    return seen;
}

/// The same for code that needs nothing before.
template <class Code, class Interrupt>
Boundaries const& interrupt_everywhere(TestRun& test, Watch& watch, Code& code, Interrupt const& interrupt)
{
    return interrupt_everywhere(test, watch, code, interrupt, [](auto const& step) { step(); });
}

template <class Function> std::uintptr_t code_address(Function* function)
{
    return reinterpret_cast<std::uintptr_t>(function);
}

} // namespace kernel
