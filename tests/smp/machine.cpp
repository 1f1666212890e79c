// SPDX-License-Identifier: MIT
#include "tests/smp/machine.hpp"

#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/tick.hpp"

#include <utility>

namespace sim {

SmpMachine* g_smp = nullptr;

namespace {

constexpr u64 kMaxSteps = 50'000'000;    // a run that takes longer goes round in circles
constexpr u32 kMaxIdleTicks = 1'000'000; // likewise one in which nothing happens

u32 next_after(u32 cpu, lib::CpuMask able)
{
    do {
        cpu = (cpu + 1) % kMaxCpus;
    } while (!able.contains(cpu));
    return cpu;
}

void go_to(u32 cpu)
{
    if (cpu == g_smp->now) return;
    Fiber& here = *this_sim_cpu().running;
    g_smp->now = cpu;
    here.switch_to(*this_sim_cpu().running);
}

bool able(SimCpu const& cpu) { return !cpu.halted || cpu.interrupt_pending(); }

lib::CpuMask able_cpus()
{
    lib::CpuMask mask;
    for (u32 index = 0; index < g_smp->cpu_count; ++index) {
        if (able(g_smp->cpus[index])) mask.add(index);
    }
    return mask;
}

void raise_ticks()
{
    for (u32 index = 0; index < g_smp->cpu_count; ++index) raise_tick(index);
}

void fail(char const* sentence)
{
    g_smp->exception = std::make_exception_ptr(Stuck{sentence});
    back_to_driver();
}

void serve_interrupt()
{
    SimCpu& cpu = this_sim_cpu();
    cpu.interrupts_on = false;
    cpu.halted = false;
    {
        kernel::InterruptScope const scope;
        if (std::exchange(cpu.reschedule_pending, false)) kernel::ask_for_switch();
        if (std::exchange(cpu.tick_pending, false)) kernel::tick();
    }
    kernel::preempt_after_interrupt();
    this_sim_cpu().interrupts_on = true; // perhaps another CPU than before
}

} // namespace

SimCpu& this_sim_cpu() { return g_smp->cpus[g_smp->now]; }

void back_to_driver()
{
    g_smp->in_fibers = false;
    this_sim_cpu().running->switch_to(g_smp->driver);
}

u32 UntilItWaits::next(u32 now, lib::CpuMask able)
{
    return able.contains(now) ? now : next_after(now, able);
}

void wait_for_someone()
{
    if (!able_cpus().empty()) return;
    if (++g_smp->idle_ticks > kMaxIdleTicks) fail("every CPU idles, and no timer will ever end it");
    raise_ticks();
}

void deliver_interrupts()
{
    while (this_sim_cpu().interrupts_on && this_sim_cpu().interrupt_pending()) serve_interrupt();
}

void step(bool waits)
{
    if (g_smp == nullptr || !g_smp->in_fibers) return;
    if (++g_smp->steps > kMaxSteps) fail("the run goes round in circles");
    if (g_smp->ticks_wanted_every != 0 && g_smp->steps % g_smp->ticks_wanted_every == 0) raise_ticks();
    lib::CpuMask choice = able_cpus();
    if (waits && choice.without(g_smp->now) != lib::CpuMask{}) choice.remove(g_smp->now);
    if (!choice.empty()) go_to(g_smp->chooser->next(g_smp->now, choice));
    deliver_interrupts();
}

} // namespace sim
