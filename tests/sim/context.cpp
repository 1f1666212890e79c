// SPDX-License-Identifier: MIT
#include "tests/sim/context.hpp"

#include "lib/contexts.hpp"
#include "lib/format.hpp"
#include "mm/context.hpp"
#include "mm/machine.hpp"
#include "mm/window_switch.hpp"
#include "tests/sim/machine.hpp"

#include <array>
#include <memory>
#include <set>
#include <stdexcept>

namespace sim {

namespace {

struct Cpu {
    std::unique_ptr<Thread> boot;
    Thread* current = nullptr;
    mm::CpuWindow window;
};

std::array<Cpu, kMaxCpus> g_cpus;

Cpu& this_cpu() { return g_cpus.at(hw::cpu_index()); }

// Never destroyed: the threads of g_cpus are, at the very end.
std::set<Thread*>& all_threads()
{
    static auto& threads = *new std::set<Thread*>;
    return threads;
}

void start_thread(Cpu& cpu, u32 index)
{
    auto const space = index == 0 ? mm::boot_cpu_space() : mm::make_cpu_space();
    if (!space) throw std::logic_error{"no memory for the tables of a CPU"};
    cpu.boot->last_cpu = index;
    mm::show_first_window(cpu.window, cpu.boot->local, *space, index);
    if (index != 0) on_cpu(index, [&] { hw::load_page_tables(space->root); });
}

} // namespace

Thread::Thread(std::string its_name) : name{std::move(its_name)}
{
    if (!mm::give_window(local)) throw std::logic_error{"no memory for the window of a thread"};
    all_threads().insert(this);
}

Thread::~Thread() { all_threads().erase(this); }

void start_threads(u32 cpus)
{
    for (u32 index = 0; index < g_cpus.size(); ++index) {
        Cpu& cpu = g_cpus[index];
        bool const runs = index < cpus;
        cpu.boot = runs ? std::make_unique<Thread>("boot " + std::to_string(index)) : nullptr;
        cpu.current = cpu.boot.get();
        cpu.window = {};
        if (runs) start_thread(cpu, index);
    }
}

Thread& current() { return *this_cpu().current; }

void switch_to(Thread& next)
{
    Cpu& cpu = this_cpu();
    mm::LocalStack& previous = cpu.current->local;
    mm::window_sched_out(previous, next.local, cpu.window);
    if (next.local.pinned() && next.last_cpu != hw::cpu_index()) {
        throw std::logic_error{"the test moves a pinned thread to another CPU"};
    }
    cpu.current = &next;
    next.last_cpu = hw::cpu_index();
    mm::window_sched_in(previous, next.local, cpu.window);
}

} // namespace sim

// Fake threads switch only where the test says.
bool lib::may_be_switched() { return false; }
bool lib::may_migrate() { return false; }

namespace mm {

LocalStack& local_stack() noexcept { return sim::current().local; }
u32 uptime_ms() noexcept { return 7; }
CpuWindow& cpu_window() noexcept { return sim::this_cpu().window; }
CpuWindow& cpu_window(u32 index) noexcept { return sim::g_cpus.at(index).window; }
char const* thread_name() noexcept { return sim::current().name.c_str(); }

namespace {

WindowHolder holder(sim::Thread* thread)
{
    return thread == nullptr ? WindowHolder{} : WindowHolder{thread->name.c_str(), &thread->local};
}

} // namespace

WindowHolder holder_of(WindowOwner owner) noexcept
{
    if (!windows_of_threads()) return holder(sim::g_cpus.at(owner.number()).current);
    for (sim::Thread* const thread : sim::all_threads())
        if (thread->local.number() == owner.number()) return holder(thread);
    return {};
}

WindowHolder stranger_at(VirtAddr address) noexcept
{
    for (sim::Thread* const thread : sim::all_threads()) {
        u32 const page = thread->local.window().page_of(address);
        bool const stranger = thread != &sim::current() && page < thread->local.top();
        if (stranger && is_live(thread->local.window().entry(page))) return holder(thread);
    }
    return {};
}

} // namespace mm
