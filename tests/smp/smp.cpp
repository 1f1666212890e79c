// SPDX-License-Identifier: MIT
// A run from its beginning to its end, and what it leaves behind.
#include "tests/smp/smp.hpp"

#include "kernel/sync/inheritance.hpp"
#include "kernel/thread/idle.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_list.hpp"
#include "lib/lock_watch.hpp"
#include "tests/sim/processor.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/machine.hpp"

#include <utility>
#include <vector>

namespace sim {

namespace {

void run_boot()
{
    try {
        g_smp->body();
    } catch (...) {
        g_smp->exception = std::current_exception();
    }
    g_smp->done = true;
    back_to_driver();
}

// All runs are made with locks watched (lib/lock_watch.hpp), on every CPU from the first lock on.
void watch_locks()
{
    lib::watch_locks(true);
    lib::g_held_ranks.fill(lib::kLocksWatched);
}

// Everything that a run leaves behind in the kernel's own variables is undone here.
void forget_locks()
{
    lib::watch_locks(false);
    lib::lock_graph().forget(~0u);
    lib::g_held_ranks.fill(0);
    lib::g_waits_for.fill(nullptr);
    new (&kernel::inheritance_lock) lib::SpinLock{lib::LockRank::Inheritance};
}

void forget_threads()
{
    std::vector<kernel::Thread*> left;
    kernel::for_each_thread(
        [&](kernel::Thread const& thread) { left.push_back(const_cast<kernel::Thread*>(&thread)); });
    for (kernel::Thread* const thread : left) kernel::thread_list_remove(*thread);
}

void rebuild_cpu(u32 index, kernel::Thread* runs)
{
    kernel::Cpu& cpu = kernel::cpu(index);
    cpu.~Cpu();
    new (&cpu) kernel::Cpu{index, runs};
    kernel::set_online(index, false);
}

void start_cpu(u32 index)
{
    auto const stack = kernel::create_idle_thread(index).must();
    SimCpu& cpu = g_smp->cpus[index];
    if (index == 0) {
        cpu.running = g_smp->boot.get();
        kernel::set_online(0, true);
        return;
    }
    kernel::cpu(index).current = kernel::cpu(index).idle;
    cpu.idle = std::make_unique<Fiber>(stack, [] { kernel::idle(); });
    cpu.running = cpu.idle.get();
    kernel::set_online(index, true);
}

} // namespace

Smp::Smp(u32 cpus)
{
    g_smp = new SmpMachine;
    g_smp->cpu_count = cpus;
    g_smp->chooser = &g_smp->until_it_waits;
    g_smp->boot_thread = std::make_unique<kernel::Thread>("boot");
    g_smp->boot_stack.emplace();
    g_smp->boot = std::make_unique<Fiber>(g_smp->boot_stack->bytes(), &run_boot);
    for (u32 index = 0; index < kMaxCpus; ++index) {
        rebuild_cpu(index, index == 0 ? g_smp->boot_thread.get() : nullptr);
    }
    watch_locks();
    for (u32 index = 0; index < cpus; ++index) start_cpu(index);
    kernel::thread_list_add(*g_smp->boot_thread);
    g_smp->cpus[0].interrupts_on = true;
}

Smp::~Smp()
{
    forget_locks();
    forget_threads();
    forget_stacks();
    delete std::exchange(g_smp, nullptr);
}

void Smp::run(std::function<void()> body)
{
    g_smp->body = std::move(body);
    g_smp->in_fibers = true;
    g_smp->driver.switch_to(*this_sim_cpu().running);
    if (g_smp->report) throw Stopped{*g_smp->report};
    if (g_smp->exception) std::rethrow_exception(g_smp->exception);
}

void Smp::use(Chooser& chooser) { g_smp->chooser = &chooser; }
void Smp::tick_every(u32 steps) { g_smp->ticks_wanted_every = steps; }
u64 Smp::steps() const { return g_smp->steps; }

void raise_tick(u32 cpu) { g_smp->cpus[cpu].tick_pending = true; }

void tick_here()
{
    raise_tick(g_smp->now);
    deliver_interrupts();
}

void compute(u32 steps)
{
    while (steps-- != 0) step(false);
}

void interrupt_here(std::function<void()> handler)
{
    this_sim_cpu().interrupts_on = false;
    {
        kernel::InterruptScope const scope;
        handler();
    }
    kernel::preempt_after_interrupt();
    this_sim_cpu().interrupts_on = true;
}

void reset_cpus() {}

} // namespace sim
