// SPDX-License-Identifier: MIT
#include "runs/common/emulator_gaps.hpp"

#include "kernel/fault/single_step.hpp"
#include "kernel/thread/migration_guard.hpp"

namespace kernel {

bool trap_flag_works()
{
    MigrationGuard const here;
    auto code = [] {};
    auto ignore = [](Boundary const&) {};
    return single_step(code, ignore) != 0;
}

bool has_double_faults() { return trap_flag_works(); }

} // namespace kernel
