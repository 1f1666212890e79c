// SPDX-License-Identifier: MIT
#pragma once

#include "kernel/thread/cpu.hpp"

namespace kernel {

/// Keeps the running thread on its CPU for a scope, so that the other CPUs stay the other CPUs.
class [[nodiscard]] MigrationGuard {
public:
    MigrationGuard() { migrate_disable(); }
    ~MigrationGuard() { migrate_enable(); }
    MigrationGuard(MigrationGuard const&) = delete;
    MigrationGuard& operator=(MigrationGuard const&) = delete;

    [[nodiscard]] u32 cpu() const { return hw::cpu_index(); }
    [[nodiscard]] lib::CpuMask others() const { return online_cpus().without(cpu()); }
};

} // namespace kernel
