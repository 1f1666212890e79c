// SPDX-License-Identifier: MIT
#pragma once

#include "kernel/thread/cpu.hpp"

namespace kernel {

/// Keeps the running thread on its CPU for a scope, so that the others stay the others.
class [[nodiscard]] StayHere {
public:
    StayHere() { migrate_disable(); }
    ~StayHere() { migrate_enable(); }
    StayHere(StayHere const&) = delete;
    StayHere& operator=(StayHere const&) = delete;

    [[nodiscard]] u32 cpu() const { return hw::cpu_index(); }
    [[nodiscard]] lib::CpuMask others() const { return online_cpus().without(cpu()); }
};

} // namespace kernel
