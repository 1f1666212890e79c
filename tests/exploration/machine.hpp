// SPDX-License-Identifier: MIT
// What the explored CPUs consist of, for the two sides of a step alone: driver.cpp, which lets a CPU make
// one, and steps.cpp, which is called within it.
#pragma once

#include "tests/exploration/steps.hpp"
#include "tests/smp/fiber.hpp"

#include <memory>

namespace exploration {

inline constexpr std::size_t kStackBytes = 64 * 1024;
/// Of a stack: what switching away puts below the frame that does it.
inline constexpr std::size_t kBelow = 1024;

/// A store of the code itself, and what stood there before.
struct Plain {
    u64 address = 0, bytes = 0, before = 0;
};

struct Cpu {
    alignas(16) std::array<std::byte, kStackBytes> stack{};
    std::unique_ptr<sim::Fiber> fiber;
    std::byte* lowest = nullptr; ///< of its stack: in use from here on
    char const* what = "begin";
    u64 address = 0;
};

struct Machine {
    World world;
    Setup* setup = nullptr;
    std::array<Cpu, kCpus> cpus;
    sim::Fiber driver;
    u32 now = 0;
    bool in_step = false;
    bool interrupt_now = false;
    std::optional<Plain> plain; ///< a store that is being made
    std::string complaint;
};

extern Machine explored; // one at a time

/// `cpu` forgets what it may have cached of `pages`.
void drop(CpuState& cpu, VirtRange pages);
/// What a CPU's control flow is, from its first step on.
[[noreturn]] void run_program();

} // namespace exploration
