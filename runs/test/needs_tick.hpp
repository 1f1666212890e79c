// SPDX-License-Identifier: MIT
// For tests whose threads never yield: without a timer's interrupt, nothing would take the CPU from them.
#pragma once

#include "kernel/thread/clock.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

/// Does a timer interrupt this machine? Otherwise the test is skipped.
[[nodiscard]] inline bool has_tick_for(TestRun& test)
{
    if (clock::interrupts()) return true;
    test.skip("no timer interrupts this machine");
    return false;
}

} // namespace kernel
