// SPDX-License-Identifier: MIT
// Expectations form a chain through the stack of their thread, innermost first.
#include "kernel/expect.hpp"

#include "kernel/cpu.hpp"
#include "lib/check.hpp"
#include "lib/lock_rank.hpp"
#include "mm/kmap_local.hpp"

namespace kernel {

void deliver_if_expected(lib::Report const& report)
{
    Expectation* const innermost = hw::current_thread().expectation;
    if (innermost == nullptr || innermost->kind != report.kind) return;
    innermost->report = report;
    hw::escape(innermost->point);
}

std::optional<lib::Report> expect_stop_of(lib::ReportKind kind, void (*function)(void*), void* argument)
{
    Thread& thread = hw::current_thread();
    Expectation expectation;
    expectation.kind = kind;
    expectation.outer = thread.expectation;
    expectation.local_mark = mm::local_mark();
    u32 const locks = lib::held_lock_ranks();

    thread.expectation = &expectation;
    bool const stopped = hw::call_escapable(expectation.point, function, argument);
    thread.expectation = expectation.outer;
    if (!stopped) return {};

    // A lock that was held when the function was cut off would stay held for ever: better to know it now.
    CHECK(lib::held_lock_ranks() == locks);
    mm::local_release_to(expectation.local_mark);
    return expectation.report;
}

} // namespace kernel
