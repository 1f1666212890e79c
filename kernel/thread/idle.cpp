// SPDX-License-Identifier: MIT
#include "kernel/thread/idle.hpp"

#include "kernel/hw/interrupts.hpp"
#include "kernel/thread/balance.hpp"
#include "kernel/thread/cpu.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "kernel/thread/thread_list.hpp"
#include "kernel/thread/thread_stack.hpp"
#include "lib/format.hpp"

namespace kernel {

namespace {

// The idle thread of the CPU that boots comes here by a switch; the others start in idle().
[[noreturn]] void idle_main() RELEASE(a_run_queue_lock)
{
    finish_first_switch();
    idle();
}

} // namespace

mm::VmapResult<std::span<std::byte>> create_idle_thread(u32 cpu)
{
    auto const name = lib::formatted<16>("idle {}", cpu);
    auto const thread = create_thread(name.view(), &idle_main, cpu, {.affinity = lib::CpuMask::of(cpu)});
    if (!thread) return thread.error();
    kernel::cpu(cpu).idle = &*thread;
    return thread->stack.first(thread->stack.size() - sizeof(Thread));
}

void start_scheduling()
{
    CHECK(hw::this_cpu().idle != nullptr);
    thread_list_add(current());
    hw::irq_restore(true);
}

// Interrupts stay off from the last look for work until the CPU halts: a thread that is placed here after
// that look is announced by an interrupt, which ends the halt at once.
// Proved by: SmpTest.AnIdleCpuIsWokenForAThread.
void idle()
{
    Cpu& cpu = hw::this_cpu(); // an idle thread does not migrate
    CHECK(cpu.current == cpu.idle);
    set_online(cpu.index, true);
    for (;;) {
        static_cast<void>(hw::irq_save());
        static_cast<void>(take_work(cpu)); // puts it into our queue, and asks for the switch
        preempt_after_interrupt();
        hw::wait_for_interrupt();
    }
}

} // namespace kernel
