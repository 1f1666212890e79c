// SPDX-License-Identifier: MIT
// What lib/processor.hpp and the thread part of kernel/hw ask of a machine.
#include "kernel/hw/interrupts.hpp"
#include "kernel/hw/other_cpus.hpp"
#include "kernel/thread/scheduler.hpp"
#include "tests/smp/machine.hpp"

#include <utility>

namespace hw {

using sim::g_smp;

kernel::Cpu& this_cpu() noexcept { return kernel::cpu(g_smp->now); }
kernel::Thread& current_thread() noexcept { return *this_cpu().current; }

u32 cpu_index() noexcept
{
    sim::step(false);
    return g_smp->now;
}

bool irqs_on() noexcept { return sim::this_sim_cpu().interrupts_on; }

bool irq_save() noexcept
{
    sim::step(false);
    return std::exchange(sim::this_sim_cpu().interrupts_on, false);
}

void irq_restore(bool were_on)
{
    sim::this_sim_cpu().interrupts_on = were_on;
    sim::step(false);
    if (were_on && preempt_count() == 0) kernel::preempt_now();
}

u32 preempt_count() noexcept { return this_cpu().preempt_count; }

void preempt_disable() noexcept
{
    sim::step(false);
    ++this_cpu().preempt_count;
}

void preempt_enable()
{
    if (--this_cpu().preempt_count == 0) kernel::preempt_now();
    sim::step(false);
}

void pause() noexcept { sim::step(true); }

void send_reschedule(u32 cpu) noexcept { g_smp->cpus[cpu].reschedule_pending = true; }

// The interrupt that ends it is served in step().
void wait_for_interrupt()
{
    sim::SimCpu& cpu = sim::this_sim_cpu();
    cpu.interrupts_on = true;
    cpu.halted = true;
    while (cpu.halted) {
        sim::wait_for_someone();
        sim::step(true);
    }
}

void prepare_context(Context& context, std::span<std::byte> stack, void (*entry)())
{
    context.resume_point = sim::new_fiber(stack, entry);
}

void switch_context(Context& from, Context& to)
{
    auto* const next = static_cast<sim::Fiber*>(to.resume_point);
    auto* const here = std::exchange(sim::this_sim_cpu().running, next);
    from.resume_point = here;
    here->switch_to(*next);
}

} // namespace hw
