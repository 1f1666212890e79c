// SPDX-License-Identifier: MIT
#include "tests/smp/smp.hpp"

#include "kernel/hw/interrupts.hpp"
#include "kernel/hw/other_cpus.hpp"
#include "kernel/sync/inheritance.hpp"
#include "kernel/thread/idle.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_list.hpp"
#include "kernel/thread/tick.hpp"
#include "tests/sim/processor.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/fiber.hpp"
#include "tests/smp/stacks.hpp"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace sim {

namespace {

constexpr u64 kMaxSteps = 50'000'000;    // a run that takes longer goes round in circles
constexpr u32 kMaxIdleTicks = 1'000'000; // likewise one in which nothing happens

struct SimCpu {
    Fiber* running = nullptr;    ///< where this CPU stands
    std::unique_ptr<Fiber> idle; ///< of all but CPU 0: what it starts with
    bool interrupts_on = false;
    bool halted = false;
    bool tick_pending = false;
    bool reschedule_pending = false;

    [[nodiscard]] bool interrupt_pending() const { return tick_pending || reschedule_pending; }
};

class MigrationGuard final : public Chooser {
    u32 next(u32 now, lib::CpuMask able) override { return able.contains(now) ? now : next_after(now, able); }

public:
    static u32 next_after(u32 cpu, lib::CpuMask able)
    {
        do {
            cpu = (cpu + 1) % kMaxCpus;
        } while (!able.contains(cpu));
        return cpu;
    }
};

struct Machine {
    std::array<SimCpu, kMaxCpus> cpus;
    u32 cpu_count = 0;
    u32 now = 0; ///< the CPU that runs
    Fiber driver;
    bool in_fibers = false; ///< otherwise the test itself runs, and nothing is a step
    Chooser* chooser = nullptr;
    MigrationGuard stay_here;
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

Machine* g_machine = nullptr;

SimCpu& this_sim_cpu() { return g_machine->cpus[g_machine->now]; }

// The fiber that calls this never runs again.
void back_to_driver()
{
    g_machine->in_fibers = false;
    this_sim_cpu().running->switch_to(g_machine->driver);
}

void go_to(u32 cpu)
{
    if (cpu == g_machine->now) return;
    Fiber& here = *this_sim_cpu().running;
    g_machine->now = cpu;
    here.switch_to(*this_sim_cpu().running);
}

bool able(SimCpu const& cpu) { return !cpu.halted || cpu.interrupt_pending(); }

lib::CpuMask able_cpus()
{
    lib::CpuMask mask;
    for (u32 index = 0; index < g_machine->cpu_count; ++index) {
        if (able(g_machine->cpus[index])) mask.add(index);
    }
    return mask;
}

void raise_ticks()
{
    for (u32 index = 0; index < g_machine->cpu_count; ++index) raise_tick(index);
}

void fail(char const* sentence)
{
    g_machine->exception = std::make_exception_ptr(Stuck{sentence});
    back_to_driver();
}

// Time passes when every CPU has halted.
void wait_for_someone()
{
    if (!able_cpus().empty()) return;
    if (++g_machine->idle_ticks > kMaxIdleTicks) fail("every CPU idles, and no timer will ever end it");
    raise_ticks();
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

void deliver_interrupts()
{
    while (this_sim_cpu().interrupts_on && this_sim_cpu().interrupt_pending()) serve_interrupt();
}

// A step of this CPU is over. `waits`: it cannot continue by itself, so another one must, if one can.
void step(bool waits)
{
    if (g_machine == nullptr || !g_machine->in_fibers) return;
    if (++g_machine->steps > kMaxSteps) fail("the run goes round in circles");
    if (g_machine->ticks_wanted_every != 0 && g_machine->steps % g_machine->ticks_wanted_every == 0)
        raise_ticks();
    lib::CpuMask choice = able_cpus();
    if (waits && choice.without(g_machine->now) != lib::CpuMask{}) choice.remove(g_machine->now);
    if (!choice.empty()) go_to(g_machine->chooser->next(g_machine->now, choice));
    deliver_interrupts();
}

void run_boot()
{
    try {
        g_machine->body();
    } catch (...) {
        g_machine->exception = std::current_exception();
    }
    g_machine->done = true;
    back_to_driver();
}

// Everything that a run leaves behind in the kernel's own variables is undone here.
void forget_locks()
{
    lib::g_held_ranks.fill(0);
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
    SimCpu& cpu = g_machine->cpus[index];
    if (index == 0) {
        cpu.running = g_machine->boot.get();
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
    g_machine = new Machine;
    g_machine->cpu_count = cpus;
    g_machine->chooser = &g_machine->stay_here;
    g_machine->boot_thread = std::make_unique<kernel::Thread>("boot");
    g_machine->boot_stack.emplace();
    g_machine->boot = std::make_unique<Fiber>(g_machine->boot_stack->bytes(), &run_boot);
    for (u32 index = 0; index < kMaxCpus; ++index) {
        rebuild_cpu(index, index == 0 ? g_machine->boot_thread.get() : nullptr);
    }
    for (u32 index = 0; index < cpus; ++index) start_cpu(index);
    kernel::thread_list_add(*g_machine->boot_thread);
    g_machine->cpus[0].interrupts_on = true;
}

Smp::~Smp()
{
    forget_locks();
    forget_threads();
    forget_stacks();
    delete std::exchange(g_machine, nullptr);
}

void Smp::run(std::function<void()> body)
{
    g_machine->body = std::move(body);
    g_machine->in_fibers = true;
    g_machine->driver.switch_to(*this_sim_cpu().running);
    if (g_machine->report) throw Stopped{*g_machine->report};
    if (g_machine->exception) std::rethrow_exception(g_machine->exception);
}

void Smp::use(Chooser& chooser) { g_machine->chooser = &chooser; }
void Smp::tick_every(u32 steps) { g_machine->ticks_wanted_every = steps; }
u64 Smp::steps() const { return g_machine->steps; }

void raise_tick(u32 cpu) { g_machine->cpus[cpu].tick_pending = true; }

void tick_here()
{
    raise_tick(g_machine->now);
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

// Like a panic: code that stops the machine goes no further, and no destructor runs.
void lib::stop(Report const& report)
{
    if (sim::g_machine == nullptr || !sim::g_machine->in_fibers) throw sim::Stopped{report};
    sim::g_machine->report = report;
    sim::back_to_driver();
    std::abort();
}

namespace hw {

using sim::g_machine;

kernel::Cpu& this_cpu() noexcept { return kernel::cpu(g_machine->now); }
kernel::Thread& current_thread() noexcept { return *this_cpu().current; }

u32 cpu_index() noexcept
{
    sim::step(false);
    return g_machine->now;
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

void send_reschedule(u32 cpu) noexcept { g_machine->cpus[cpu].reschedule_pending = true; }

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
