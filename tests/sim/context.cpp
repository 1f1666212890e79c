// SPDX-License-Identifier: MIT
#include "tests/sim/context.hpp"

#include "lib/contexts.hpp"
#include "lib/format.hpp"
#include "mm/context.hpp"
#include "mm/local_switch.hpp"
#include "tests/sim/machine.hpp"

#include <array>
#include <memory>
#include <stdexcept>

namespace sim {

namespace {

struct Cpu {
    std::unique_ptr<Thread> boot;
    Thread* current = nullptr;
    mm::LocalWindow window;
};

std::array<Cpu, kMaxCpus> g_cpus;

Cpu& this_cpu() { return g_cpus.at(hw::cpu_index()); }

} // namespace

void start_threads(u32 cpus)
{
    for (u32 index = 0; index < g_cpus.size(); ++index) {
        Cpu& cpu = g_cpus[index];
        bool const runs = index < cpus;
        cpu.boot = runs ? std::make_unique<Thread>("boot " + std::to_string(index)) : nullptr;
        if (runs) cpu.boot->last_cpu = index;
        cpu.current = cpu.boot.get();
        cpu.window = runs ? mm::LocalWindow{mm::WindowOwner{index}} : mm::LocalWindow{};
    }
}

Thread& current() { return *this_cpu().current; }

void switch_to(Thread& next)
{
    Cpu& cpu = this_cpu();
    mm::local_sched_out(cpu.current->local, cpu.window);
    if (next.local.pinned() && next.last_cpu != hw::cpu_index()) {
        throw std::logic_error{"the test moves a pinned thread to another CPU"};
    }
    cpu.current = &next;
    next.last_cpu = hw::cpu_index();
    mm::local_sched_in(next.local, cpu.window);
}

} // namespace sim

// Fake threads switch only where the test says.
bool lib::may_be_switched() { return false; }
bool lib::may_migrate() { return false; }

namespace mm {

LocalStack& local_stack() noexcept { return sim::current().local; }
u32 uptime_ms() noexcept { return 7; }
LocalWindow& local_window() noexcept { return sim::this_cpu().window; }
char const* thread_name() noexcept { return sim::current().name.c_str(); }

WindowHolder holder_of(WindowOwner owner) noexcept
{
    sim::Cpu& cpu = sim::g_cpus.at(owner.number());
    if (cpu.current == nullptr) return {};
    return {cpu.current->name.c_str(), &cpu.current->local, &cpu.window};
}

} // namespace mm
