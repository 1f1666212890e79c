// SPDX-License-Identifier: MIT
// Running something on other CPUs, for tests that are about them.
#pragma once

#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/atomic.hpp"
#include "lib/check.hpp"

#include <array>

namespace kernel {

/// Two CPUs taking turns: each waits until the other has reached step `n`.
class Steps {
public:
    void reach(u32 step) { step_.store(step, lib::MemoryOrder::Release); }
    [[nodiscard]] bool has_reached(u32 step) const { return step_.load(lib::MemoryOrder::Acquire) >= step; }
    void wait_for(u32 step) const
    {
        while (!has_reached(step)) hw::pause();
    }

private:
    lib::Atomic<u32> step_ = 0;
};

/// A thread that runs `function` on CPU `cpu`, at once if that CPU is idle. The handle joins it; `function`
/// must live at least as long.
template <class Function> [[nodiscard]] ThreadHandle start_on(u32 cpu, Function& function)
{
    auto handle = spawn("test", function, {.affinity = lib::CpuMask::of(cpu)});
    CHECK(handle.has_value()); // a test that runs out of memory proves nothing
    return std::move(*handle);
}

/// Runs `function(cpu)` on each of `cpus`, all at once; returns when all are done.
template <class Function> void run_on(lib::CpuMask cpus, Function const& function)
{
    struct Part {
        Function const* function = nullptr;
        u32 cpu = 0;
        void operator()() { (*function)(cpu); }
    };
    std::array<Part, kMaxCpus> parts;
    std::array<std::optional<ThreadHandle>, kMaxCpus> threads; // their destructors join
    for (; !cpus.empty(); cpus.remove(cpus.first())) {
        u32 const cpu = cpus.first();
        parts[cpu] = {&function, cpu};
        threads[cpu].emplace(start_on(cpu, parts[cpu]));
    }
}

} // namespace kernel
