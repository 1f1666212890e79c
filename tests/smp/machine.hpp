// SPDX-License-Identifier: MIT
// What the simulated CPUs consist of, and the step between which all of them stand still. For the files of
// this folder only; tests include tests/smp/smp.hpp.
#pragma once

#include "kernel/thread/thread.hpp"
#include "tests/smp/fiber.hpp"
#include "tests/smp/smp.hpp"
#include "tests/smp/stacks.hpp"

#include <array>
#include <exception>
#include <memory>
#include <optional>

namespace sim {

struct SimCpu {
    Fiber* running = nullptr;    ///< where this CPU stands
    std::unique_ptr<Fiber> idle; ///< of all but CPU 0: what it starts with
    bool interrupts_on = false;
    bool halted = false;
    bool tick_pending = false;
    bool reschedule_pending = false;

    [[nodiscard]] bool interrupt_pending() const { return tick_pending || reschedule_pending; }
};

/// A CPU runs until it waits for another.
class UntilItWaits final : public Chooser {
    u32 next(u32 now, lib::CpuMask able) override;
};

struct SmpMachine {
    std::array<SimCpu, kMaxCpus> cpus;
    u32 cpu_count = 0;
    u32 now = 0; ///< the CPU that runs
    Fiber driver;
    bool in_fibers = false; ///< otherwise the test itself runs, and nothing is a step
    Chooser* chooser = nullptr;
    UntilItWaits until_it_waits;
    u64 steps = 0;
    u32 ticks_wanted_every = 0;
    u32 idle_ticks = 0;

    std::unique_ptr<kernel::Thread> boot_thread;
    std::optional<Stack> boot_stack;
    std::unique_ptr<Fiber> boot;
    std::function<void()> body;
    bool done = false;
    std::optional<lib::Report> report;
    std::exception_ptr exception;
};

extern SmpMachine* g_smp; ///< null while no Smp exists

[[nodiscard]] SimCpu& this_sim_cpu();
/// To the test itself. The fiber that calls this never runs again.
void back_to_driver();
/// A step of this CPU is over. `waits`: it cannot continue by itself, so another one must, if one can.
void step(bool waits);
/// Time passes when every CPU has halted.
void wait_for_someone();
/// Those that are pending on this CPU, if its interrupts are on.
void deliver_interrupts();

} // namespace sim
