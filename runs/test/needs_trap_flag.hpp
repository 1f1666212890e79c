// SPDX-License-Identifier: MIT
// For tests of what some emulators leave out. Where it is missing, a test proves nothing and is skipped.
#pragma once

#include "kernel/fault/single_step.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

/// Does a debug exception come after each instruction while the CPU's trap flag is set? Tries it.
[[nodiscard]] inline bool trap_flag_works()
{
    MigrationGuard const here;
    auto code = [] {};
    auto ignore = [](Boundary const&) {};
    return single_step(code, ignore) != 0;
}

/// Otherwise the test is skipped.
[[nodiscard]] inline bool has_trap_flag_for(TestRun& test)
{
    if (trap_flag_works()) return true;
    test.skip("this CPU has no trap flag, or its emulator ignores it");
    return false;
}

/// Does an exception whose handler cannot even begin become a double fault? That cannot be tried where it
/// does not: v86 goes on raising page faults until its own stack is full, and is gone. So its other gap is
/// the sign: an emulator without a trap flag is not asked for double faults. Otherwise the test is skipped.
[[nodiscard]] inline bool has_double_fault_for(TestRun& test)
{
    if (trap_flag_works()) return true;
    test.skip("an emulator that ignores the trap flag might not survive a double fault");
    return false;
}

} // namespace kernel
