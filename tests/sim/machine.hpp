// SPDX-License-Identifier: MIT
// The simulated machine: physical memory, up to 32 CPUs with a translation of their own each, and a log of
// flushes. With tests/sim/processor.hpp it defines what mm/machine.hpp and lib/processor.hpp ask for, so the
// code under test runs unchanged. Its fake threads are in tests/sim/context.hpp. The simulator's own tests:
// tests/sim_*_test.cpp.
#pragma once

#include "lib/processor.hpp"
#include "tests/sim/mmu.hpp"
#include "tests/sim/processor.hpp"
#include "tests/sim/ram.hpp"

#include <optional>
#include <span>
#include <vector>

namespace sim {

/// A machine as after power-on: memory zero, no tables loaded, CPU 0 runs, interrupts on, log empty.
void reset_machine(CpuModel model = {});

[[nodiscard]] Mmu& mmu(u32 cpu);
[[nodiscard]] inline Mmu& mmu() { return mmu(hw::cpu_index()); }

/// Time passes for all CPUs' walkers: Mmu::look_around().
void walkers_look_around();

struct Flush {
    u32 cpu = 0;
    std::optional<VirtAddr> page; ///< nothing: all pages
    bool operator==(Flush const&) const = default;
};
/// Every flush since reset_machine() or clear_flush_log(), oldest first.
[[nodiscard]] std::vector<Flush> flush_log();
void clear_flush_log();

/// Accesses byte by byte as a CPU makes them, with rights checked: they may cross pages, and throw PageFault.
[[nodiscard]] std::byte load(VirtAddr address);
void store(VirtAddr address, std::byte value);
/// Writes `value` over `count` bytes upwards, until it faults.
void fill(VirtAddr begin, u32 count, std::byte value);

/// The page fault that `function` raises, or nothing.
template <class Function> [[nodiscard]] std::optional<PageFault> fault_of(Function&& function)
{
    try {
        function();
    } catch (PageFault const& fault) {
        return fault;
    }
    return std::nullopt;
}

} // namespace sim
