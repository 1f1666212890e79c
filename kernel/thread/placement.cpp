// SPDX-License-Identifier: MIT
// Locking rules: scheduler.cpp.
#include "kernel/thread/placement.hpp"

#include "lib/irq_guard.hpp"
#include "mm/threads_only.hpp"

namespace kernel {

namespace {

// Roughly how long a thread of that urgency would wait there: what counts first is how urgent the thread that
// runs is, then the length of the queue.
u32 cost(u32 index, u32 thread_urgency)
{
    Cpu const& cpu = kernel::cpu(index);
    u32 const obstacle = std::min(cpu.running.get(), thread_urgency);
    return (obstacle << 16) + std::min(cpu.ready.get(), 0xFFFFu);
}

// If the first in the queue is more urgent than the running thread, the CPU must reschedule.
void preempt_if_due(Cpu& cpu) REQUIRES(a_run_queue_lock)
{
    publish_ready(cpu);
    if (cpu.ready_best.get() > cpu.running.get()) ask_for_switch_on(cpu);
}

// Never holds two locks: the thread already belongs to the next CPU when the lock of the last one is
// released. By the time we have the next lock, it may no longer be allowed to run there.
// Proved by: Race.AThreadOnItsWayToACpuDoesNotRunThereOnceItMayNot, planted/right_to_run_not_looked_at_again.
void put_and_unlock(Cpu& cpu, Thread& thread, u32 target) RELEASE(a_run_queue_lock)
{
    Cpu* locked = &cpu;
    while (target != locked->index) {
        thread.cpu.set(target);
        locked->run_queue_lock.unlock();
        locked = &kernel::cpu(target);
        locked->run_queue_lock.lock();
        if (!thread.may_run_on(target)) target = choose_cpu(thread);
    }
    locked->run_queue.push_back(thread);
    preempt_if_due(*locked);
    locked->run_queue_lock.unlock();
}

} // namespace

u32 choose_cpu(Thread const& thread)
{
    u32 const home = thread.cpu.get();
    if (thread.pinned()) return home;
    lib::CpuMask others = online_cpus() & thread.affinity.get();
    u32 best = others.contains(home) ? home : others.first();
    others.remove(best);
    if (others.empty()) return best; // nothing to weigh it against
    u32 const its_urgency = urgency(thread.priority.get());
    u32 lowest = cost(best, its_urgency);
    for (; !others.empty() && lowest != 0; others.remove(others.first())) {
        u32 const candidate = cost(others.first(), its_urgency);
        if (candidate < lowest) best = others.first(), lowest = candidate;
    }
    return best;
}

Cpu& lock_cpu_of(Thread const& thread)
{
    for (;;) {
        Cpu& cpu = kernel::cpu(thread.cpu.get());
        cpu.run_queue_lock.lock();
        // It may have moved while we waited.
        if (thread.cpu.get() == cpu.index) return cpu;
        cpu.run_queue_lock.unlock();
    }
}

void publish_ready(Cpu& cpu)
{
    Runnable const* const first = cpu.run_queue.first();
    cpu.ready.set(cpu.run_queue.count());
    cpu.ready_best.set(first == nullptr ? 0 : urgency(first->priority.get()));
}

void publish_load(Cpu& cpu, Thread const& running)
{
    cpu.running.set(&running == cpu.idle ? 0 : urgency(running.priority.get()));
    publish_ready(cpu);
}

void place_and_unlock(Cpu& cpu, Thread& thread) { put_and_unlock(cpu, thread, choose_cpu(thread)); }

void accept(Thread& thread)
{
    Cpu& cpu = lock_cpu_of(thread);
    put_and_unlock(cpu, thread, thread.may_run_on(cpu.index) ? cpu.index : choose_cpu(thread));
}

void place(Thread& thread)
{
    lib::IrqGuard const irqs_off;
    place_and_unlock(lock_cpu_of(thread), thread);
}

void unpark(Thread& thread)
{
    lib::IrqGuard const irqs_off;
    Cpu& cpu = lock_cpu_of(thread);
    ThreadState const state = thread.state.get();
    CHECK(state != ThreadState::Exited);
    if (state == ThreadState::Runnable) {
        thread.unparked = true;
        cpu.run_queue_lock.unlock();
        return;
    }
    thread.state.set(ThreadState::Runnable);
    place_and_unlock(cpu, thread);
}

void change_priority(Thread& thread, Priority priority)
{
    lib::IrqGuard const irqs_off;
    Cpu& cpu = lock_cpu_of(thread);
    bool const queued = thread.queued();
    if (queued) cpu.run_queue.remove(thread);
    thread.priority.set(priority);
    if (queued) cpu.run_queue.push_back(thread);
    if (cpu.current == &thread) cpu.running.set(urgency(priority));
    preempt_if_due(cpu);
    cpu.run_queue_lock.unlock();
}

void set_affinity(Thread& thread, lib::CpuMask cpus)
{
    mm::threads_only("set_affinity");
    CHECK(!(cpus & online_cpus()).empty());
    lib::IrqGuard const irqs_off;
    Cpu& cpu = lock_cpu_of(thread);
    thread.affinity.set(cpus);
    if (thread.queued() && !thread.may_run_on(cpu.index)) {
        cpu.run_queue.remove(thread);
        publish_ready(cpu);
        place_and_unlock(cpu, thread);
        return;
    }
    if (cpu.current == &thread && !thread.may_run_on(cpu.index)) ask_for_switch_on(cpu);
    cpu.run_queue_lock.unlock();
}

} // namespace kernel
