// SPDX-License-Identifier: MIT
// Simulated CPUs that run the kernel's own threads, scheduler and locks: each CPU is a control flow of the
// host (tests/smp/fiber.hpp), and one host thread runs them all, one at a time. Wherever the code under
// test asks something of a processor (takes a lock, turns interrupts off or on, ...), a Chooser says which
// CPU continues. So a run is repeatable, and all runs of a kind can be tried: tests/smp/explore.hpp.
// Defines what lib/processor.hpp and the thread part of kernel/hw ask for.
#pragma once

#include "kernel/thread/cpu.hpp"
#include "lib/cpu_mask.hpp"
#include "lib/report.hpp"

#include <functional>
#include <stdexcept>

namespace sim {

/// Decides which CPU makes the next step.
class Chooser {
public:
    virtual ~Chooser() = default;
    /// `able`: CPUs that can continue, never empty. `now`: the one that got here; not in `able` if it waits
    /// for another (spins, or has halted).
    virtual u32 next(u32 now, lib::CpuMask able) = 0;
};

/// Thrown by Smp::run(): threads are left, and none of them will ever run.
struct Stuck : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Smp {
public:
    /// CPUs 0 to cpus-1, each with its idle thread; interrupts on, nothing else. Only one object at a time.
    explicit Smp(u32 cpus = 1);
    ~Smp();
    Smp(Smp const&) = delete;
    Smp& operator=(Smp const&) = delete;

    /// Runs `body` as the boot thread on CPU 0 until it returns; the other CPUs run along. Throws what body
    /// threw, sim::Stopped if lib::stop() was called anywhere, or Stuck. Once.
    void run(std::function<void()> body);

    /// Default: a CPU runs until it waits for another.
    void use(Chooser& chooser);
    /// All CPUs get a tick after this many steps; 0, the default: only when no CPU has anything to do.
    void tick_every(u32 steps);

    /// Steps so far: a clock for tests.
    [[nodiscard]] u64 steps() const;
};

/// The tick of this CPU comes now, if its interrupts are on. For bodies.
void tick_here();
/// CPU `cpu` has a tick coming: it gets it as soon as its interrupts are on.
void raise_tick(u32 cpu);
/// Something that takes time: a place where the chooser may switch and interrupts come.
void compute(u32 steps = 1);
/// `handler` runs as an interrupt on this CPU, now. For bodies, with interrupts on.
void interrupt_here(std::function<void()> handler);

} // namespace sim
