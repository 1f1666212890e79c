// SPDX-License-Identifier: MIT
// What each CPU has of its own. arch/x86_32 points %fs at the running CPU's block, so that "which CPU is
// this" is one load: hw::this_cpu() is %fs:0, and the running thread is %fs:4.
#pragma once

#include "kernel/thread.hpp"
#include "lib/cpu.hpp"
#include "mm/local_window.hpp"

#include <cstddef>

namespace kernel {

struct Cpu {
    Cpu* self = nullptr;          ///< at offset 0: read through %fs
    Thread* current = nullptr;    ///< at offset 4 on the target: the running thread, or the interrupted one
    u32 index = 0;                ///< 0 .. kMaxCpus-1
    mm::LocalWindow local_window; ///< its slots for kmap_local, once the final tables exist
};
static_assert(offsetof(Cpu, self) == 0 && offsetof(Cpu, current) == sizeof(void*));

/// The block of CPU `index` (0 .. kMaxCpus-1), for arch to point %fs at, and for others to look at.
/// `self`, `index` and, for CPU 0, `current` (the boot thread) are set from the start; `current` is null
/// while a CPU does not run.
[[nodiscard]] Cpu& cpu(u32 index);

} // namespace kernel
