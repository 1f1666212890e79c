// SPDX-License-Identifier: MIT
// For tests of what some emulators leave out. Where it is missing, a test proves nothing and is skipped.
#pragma once

#include "runs/common/emulator_gaps.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

/// Otherwise the test is skipped.
[[nodiscard]] inline bool has_trap_flag_for(TestRun& test)
{
    if (trap_flag_works()) return true;
    test.skip("this CPU has no trap flag, or its emulator ignores it");
    return false;
}

/// Otherwise the test is skipped.
[[nodiscard]] inline bool has_double_fault_for(TestRun& test)
{
    if (has_double_faults()) return true;
    test.skip("an emulator that ignores the trap flag might not survive a double fault");
    return false;
}

} // namespace kernel
