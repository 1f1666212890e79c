// SPDX-License-Identifier: MIT
#include "tests/sim/processor.hpp"

#include <array>
#include <thread>

namespace sim {

namespace {
std::array<bool, kMaxCpus> g_interrupts_on{};
thread_local u32 g_cpu = 0;
} // namespace

void reset_cpus()
{
    g_interrupts_on.fill(true);
    g_cpu = 0;
}

OnCpu::OnCpu(u32 cpu) : before_{g_cpu} { g_cpu = cpu; }
OnCpu::~OnCpu() { g_cpu = before_; }

bool interrupts_on() { return g_interrupts_on.at(g_cpu); }

} // namespace sim

namespace hw {

u32 cpu_index() noexcept { return sim::g_cpu; }

bool irq_save() noexcept
{
    bool const were_on = sim::interrupts_on();
    sim::g_interrupts_on[sim::g_cpu] = false;
    return were_on;
}

void irq_restore(bool were_on) { sim::g_interrupts_on[sim::g_cpu] = were_on; }
bool irqs_on() noexcept { return sim::interrupts_on(); }

// Fake threads switch only where the test says.
void preempt_disable() noexcept {}
void preempt_enable() {}

void pause() noexcept { std::this_thread::yield(); } // CPUs may be host threads, more than the host has CPUs

} // namespace hw
