// SPDX-License-Identifier: MIT
// Expectations form a chain through the stack of their thread, innermost first.
#include "kernel/fault/expect.hpp"

#include "kernel/thread/cpu.hpp"
#include "lib/check.hpp"
#include "lib/irq_guard.hpp"
#include "lib/lock_rank.hpp"
#include "mm/kmap_local.hpp"

namespace kernel {

namespace {

// The counts of regions that were open when the function was cut off, as they were before it began.
void restore_regions(Thread& thread, Expectation const& expectation)
{
    lib::IrqGuard const stay_here;
    u32& count = hw::this_cpu().preempt_count;
    count = (count & preempt::kNobodyAsked) | (expectation.preempt_count & ~preempt::kNobodyAsked);
    thread.migrate_disabled = expectation.migrate_disabled;
    thread.pagefault_disabled = expectation.pagefault_disabled;
}

} // namespace

void deliver_if_expected(lib::Report const& report)
{
    Expectation* const innermost = hw::current_thread().expectation;
    if (innermost == nullptr || innermost->kind != report.kind) return;
    innermost->result->emplace(report);
    hw::escape(innermost->point);
}

std::optional<lib::Report> expect_stop_of(lib::ReportKind kind, void (*function)(void*), void* argument)
{
    Thread& thread = hw::current_thread();
    std::optional<lib::Report> result;
    Expectation expectation;
    expectation.result = &result;
    expectation.kind = kind;
    expectation.outer = thread.expectation;
    expectation.local_mark = mm::local_mark();
    expectation.preempt_count = hw::preempt_count();
    expectation.migrate_disabled = thread.migrate_disabled;
    expectation.pagefault_disabled = thread.pagefault_disabled;
    u32 const mutexes = thread.mutex_ranks;
    u32 const locks = lib::held_lock_ranks();

    thread.expectation = &expectation;
    bool const stopped = hw::call_escapable(expectation.point, function, argument);
    thread.expectation = expectation.outer;
    if (!stopped) return result;

    restore_regions(thread, expectation);
    // A lock that was held when the function was cut off would stay held for ever: better to know now.
    CHECK(lib::held_lock_ranks() == locks && thread.mutex_ranks == mutexes);
    mm::local_release_to(expectation.local_mark);
    return result;
}

} // namespace kernel
