// SPDX-License-Identifier: MIT
// Surviving a stop at one place: the tour and the tests provoke a fault or a misuse on purpose, look at its
// report, and continue. Only what was announced is survived; a stop of another kind is a panic.
//
//     auto const report = expect_stop(ReportKind::Overrun, [&] { bytes[4096] = 1; });
#pragma once

#include "kernel/hw/escape.hpp"
#include "lib/report.hpp"

#include <optional>

namespace kernel {

/// One expect_stop() that has not returned. Lives on its thread's stack, in Thread::expectation.
struct Expectation {
    lib::ReportKind kind{};
    Expectation* outer = nullptr; ///< the one in whose function this one runs
    u32 local_mark = 0;           ///< kmap_local mappings made since are released
    u32 preempt_count = 0;        ///< so are regions entered since: of preemption off, and of these two
    u32 migrate_disabled = 0;
    u32 pagefault_disabled = 0;
    hw::EscapePoint point{};
    std::optional<lib::Report>* result = nullptr; ///< where the report goes; it is large
};

/// Goes back to the innermost expect_stop() of this thread if it waits for this kind; otherwise returns.
void deliver_if_expected(lib::Report const& report);

/// The untyped inside of expect_stop().
[[nodiscard]] std::optional<lib::Report> expect_stop_of(lib::ReportKind kind, void (*function)(void*),
                                                        void* argument);

/// Runs `function`. If it stops the machine with a report of this kind, returns the report: kmap_local
/// mappings made inside are unmapped and interrupts are as before, but destructors of what was alive in
/// `function` have not run. Nothing if it came to its end. Nests; only the innermost counts. Threads only.
template <class Function>
[[nodiscard]] std::optional<lib::Report> expect_stop(lib::ReportKind kind, Function function)
{
    return expect_stop_of(
        kind, [](void* argument) { (*static_cast<Function*>(argument))(); }, &function);
}

} // namespace kernel
