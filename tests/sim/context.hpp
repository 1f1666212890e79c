// SPDX-License-Identifier: MIT
// Fake threads: what a thread is to memory management, and nothing else. They run when the test says so, in
// the test's own control flow: switch_to() is the context switch, Interrupt is an interrupt. Defines what
// mm/context.hpp asks for.
#pragma once

#include "mm/context.hpp"
#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

#include <functional>
#include <semaphore>
#include <string>

namespace sim {

struct Thread : mm::Sleeper {
    explicit Thread(std::string its_name);
    ~Thread();
    Thread(Thread const&) = delete;
    Thread& operator=(Thread const&) = delete;

    std::string name;
    mm::LocalStack local;
    u32 last_cpu = 0; ///< where it runs or ran last

    u32 shared_held = 0;      ///< mappings of kmap() it answers for
    u32 preempt_disabled = 0; ///< how often
    u32 faults_disabled = 0;  ///< how often
    /// What happens while it sleeps in mm::park(), on whichever thread the test likes. Without it the host
    /// thread sleeps until mm::unpark().
    std::function<void()> while_parked;
    std::counting_semaphore<> permits{0};
};

/// CPUs 0 to cpus-1 have their slots (mm::kernel_space() is built) and each runs a thread named "boot N".
void start_threads(u32 cpus);

[[nodiscard]] Thread& current();

/// The current CPU lays its thread aside and runs `next`, as kernel/thread/scheduler.cpp does: sched_out,
/// sched_in. A pinned thread on a CPU other than before is a mistake in the test, and throws.
void switch_to(Thread& next);

/// Runs `next` on this CPU for as long as the object lives, then goes back.
class Preempted {
public:
    explicit Preempted(Thread& next) : before_{current()} { switch_to(next); }
    ~Preempted() noexcept(false) { switch_to(before_); }
    Preempted(Preempted const&) = delete;
    Preempted& operator=(Preempted const&) = delete;

private:
    Thread& before_;
};

} // namespace sim
