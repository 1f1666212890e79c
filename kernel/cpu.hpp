// SPDX-License-Identifier: MIT
// What each CPU has of its own. arch/x86_32 points %fs at the running CPU's block, so that "which CPU is
// this" is one load: hw::this_cpu() is %fs:0 and the running thread is %fs:4.
#pragma once

#include "kernel/thread.hpp"
#include "lib/cpu.hpp"

#include <cstddef>

namespace kernel {

struct Cpu {
    Cpu* self = nullptr;       ///< at offset 0: read through %fs
    Thread* current = nullptr; ///< at offset 4 on the target: the running thread, or the interrupted one
    u32 index = 0;             ///< 0 .. kMaxCpus-1
};

static_assert(offsetof(Cpu, self) == 0 && offsetof(Cpu, current) == sizeof(void*));

} // namespace kernel
