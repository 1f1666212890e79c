// SPDX-License-Identifier: MIT
// What lib/processor.hpp, mm/machine.hpp and mm/context.hpp ask for, on explored CPUs. A thread is a CPU
// here: one that sleeps leaves it idle. Outside of a step, CPU 0 of the simulated machine.
#include "tests/sim/processor.hpp"

#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/machine.hpp"
#include "tests/exploration/steps.hpp"
#include "tests/sim/shootdown_port.hpp"
#include "tests/sim/stop.hpp"

namespace sim {

namespace {
u32 g_cpu = 0;
} // namespace

void reset_cpus() { g_cpu = 0; }
OnCpu::OnCpu(u32 cpu) : before_{g_cpu} { g_cpu = cpu; }
OnCpu::~OnCpu() { g_cpu = before_; }
bool interrupts_on() { return hw::irqs_on(); }

std::vector<Shootdown> shootdown_log() { return {}; }
void clear_shootdown_log() {}

} // namespace sim

using exploration::in_a_step;
using exploration::this_cpu;

namespace hw {

u32 cpu_index() noexcept { return in_a_step() ? exploration::cpu_now() : sim::g_cpu; }
bool irqs_on() noexcept { return !in_a_step() || this_cpu().irqs_on != 0; }

bool irq_save() noexcept
{
    if (!in_a_step()) return true;
    return std::exchange(this_cpu().irqs_on, 0u) != 0;
}

void irq_restore(bool were_on)
{
    if (in_a_step()) this_cpu().irqs_on = were_on ? 1 : 0;
}

void preempt_disable() noexcept
{
    if (in_a_step()) ++this_cpu().preempt_disabled;
}

void preempt_enable()
{
    if (in_a_step()) --this_cpu().preempt_disabled;
}

void pause() noexcept
{
    if (in_a_step()) exploration::pause_at(reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)));
}

void flush_range_on(lib::CpuMask cpus, VirtRange pages) noexcept
{
    if (in_a_step()) exploration::drop_on(cpus.bits(), pages);
}

void flush_range_everywhere(VirtRange pages) noexcept { flush_range_on(lib::CpuMask::all(), pages); }

} // namespace hw

namespace mm {

namespace {

Sleeper g_sleepers[exploration::kCpus];
u32 g_held_outside = 0;

} // namespace

u32& shared_mappings_held() noexcept { return in_a_step() ? this_cpu().mappings_held : g_held_outside; }

bool preemptible() noexcept { return !in_a_step() || this_cpu().preempt_disabled == 0; }

void might_sleep(char const* what) noexcept(false)
{
    if (!preemptible()) exploration::stop_here(std::string{what} + " with preemption disabled");
}

void preempt_disable() noexcept { hw::preempt_disable(); }
void preempt_enable() noexcept { hw::preempt_enable(); }
void pagefault_disable() noexcept {}
void pagefault_enable() noexcept {}
bool pagefault_disabled() noexcept { return false; }

Sleeper& this_sleeper() noexcept { return g_sleepers[hw::cpu_index()]; }

void park() noexcept
{
    exploration::wait(exploration::Waits::Permit, "park");
    exploration::drain_all();
    --this_cpu().permits;
    this_cpu().changed_something = 1;
}

// As the scheduler does: behind a lock of its own.
void unpark(Sleeper& sleeper) noexcept
{
    exploration::point("unpark");
    exploration::drain_all();
    exploration::world().cpus[static_cast<u32>(&sleeper - g_sleepers)].permits = 1;
    this_cpu().changed_something = 1;
}

} // namespace mm

void lib::stop(Report const& report)
{
    std::string const why{report.headline.view()};
    if (in_a_step()) exploration::stop_here(why);
    throw sim::Stopped{report};
}
