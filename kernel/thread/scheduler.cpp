// SPDX-License-Identifier: MIT
// The switch, and the ways that lead to it.
//
// One lock a CPU, never two at once (kernel/thread/run_queue_lock.hpp). It guards the run queue and whatever
// says where a thread of that CPU stands: state, place in the queue, priority, affinity. A thread belongs to
// the CPU that its field `cpu` names. That field changes only with the lock of the CPU it leaves held and the
// thread in no queue; until it is in the new one's it is on its way, and nobody but the one who moves it will
// find it.
//
// The lock is held *across* the switch: taken by the thread that leaves, released by the one that comes. So
// whoever gets it finds each thread of this CPU either running or completely saved, and needs no flag that
// says "still on its CPU, wait".
#include "kernel/thread/scheduler.hpp"

#include "kernel/thread/cpu.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/check.hpp"
#include "lib/irq_guard.hpp"
#include "mm/local_switch.hpp"

#include <utility>

namespace kernel {

namespace {

// An interrupt that nobody can hold off (the test that interrupts every instruction is one) maps above the
// top of `current`. So `current` changes while no slot is filled: until then such a mapping stays above the
// slots of the thread that leaves, from then on above those of the one that comes.
//
// When it returns, `previous` runs again, perhaps on another CPU. It holds the lock of that one then, which
// whoever switched to it had taken; `cpu` is the one that it left.
void switch_to(Cpu& cpu, Thread& previous, Thread& next) REQUIRES(a_run_queue_lock)
{
    if (previous.local.pinned()) mm::local_sched_out(previous.local, cpu.local_window);
    cpu.current = &next;
    if (next.local.pinned()) mm::local_sched_in(next.local, cpu.local_window);
    cpu.switches.set(cpu.switches.get() + 1);
    hw::switch_context(previous.context, next.context);
}

// The thread that runs is in no queue; if it can go on, it goes into one. Behind its equals if its turn is
// over, before them if it was interrupted in the middle of it.
void put_back(Cpu& cpu, Thread& previous) REQUIRES(a_run_queue_lock)
{
    bool const turn_over = std::exchange(cpu.turn_over, false);
    ThreadState const state = previous.state.get();
    if (&previous == cpu.idle || state == ThreadState::Waiting) return;
    if (state == ThreadState::Exited || !previous.may_run_on(cpu.index)) [[unlikely]] {
        cpu.departed = &previous;
    } else if (turn_over) {
        cpu.run_queue.push_back(previous);
    } else {
        cpu.run_queue.push_front(previous);
    }
}

Thread& take_next(Cpu& cpu) REQUIRES(a_run_queue_lock)
{
    auto* const first = static_cast<Thread*>(cpu.run_queue.first());
    if (first == nullptr) {
        CHECK(cpu.idle != nullptr);
        return *cpu.idle;
    }
    cpu.run_queue.remove(*first);
    return *first;
}

// What is left to do for a thread that went for good, or that must not run here any more, by whoever came
// after it: now its registers are saved.
void settle(Thread& thread)
{
    if (thread.state.get() == ThreadState::Exited) {
        thread_departed(thread);
    } else {
        place(thread);
    }
}

// What comes after a switch to the thread that runs now: releases the lock, which the thread that left took.
void finish_switch() RELEASE(a_run_queue_lock)
{
    Cpu& cpu = hw::this_cpu();
    Thread* const left = std::exchange(cpu.departed, nullptr);
    cpu.run_queue_lock.unlock();
    if (left != nullptr) [[unlikely]]
        settle(*left);
}

// Interrupts off, `cpu` is this CPU, its lock held. Returns when the caller's thread runs again, perhaps on
// another CPU, with the lock released.
void reschedule_locked(Cpu& cpu) RELEASE(a_run_queue_lock)
{
    Thread& previous = *cpu.current;
    cpu.preempt_count |= preempt::kNobodyAsked;
    cpu.schedules.set(cpu.schedules.get() + 1);
    put_back(cpu, previous);
    Thread& next = take_next(cpu);
    publish_load(cpu, next);
    if (&next != &previous) switch_to(cpu, previous, next);
    finish_switch();
}

void reschedule()
{
    Cpu& cpu = hw::this_cpu();
    cpu.run_queue_lock.lock();
    reschedule_locked(cpu);
}

} // namespace

void yield()
{
    might_sleep("yield()");
    lib::IrqGuard const irqs_off;
    Cpu& cpu = hw::this_cpu();
    cpu.run_queue_lock.lock();
    cpu.turn_over = true;
    reschedule_locked(cpu);
}

void park()
{
    lib::IrqGuard const irqs_off;
    Cpu& cpu = hw::this_cpu();
    CHECK((cpu.preempt_count & ~preempt::kNobodyAsked) == 0);
    cpu.run_queue_lock.lock();
    if (std::exchange(cpu.current->unparked, false)) {
        cpu.run_queue_lock.unlock();
        return;
    }
    cpu.current->state.set(ThreadState::Waiting);
    reschedule_locked(cpu);
}

void leave_for_good()
{
    lib::IrqGuard const irqs_off;
    Cpu& cpu = hw::this_cpu();
    cpu.run_queue_lock.lock();
    cpu.current->state.set(ThreadState::Exited);
    reschedule_locked(cpu);
    lib::check_failed("a thread that has exited runs again", __FILE__, __LINE__);
}

void finish_first_switch() { finish_switch(); }

// Out of line: it ends most regions without interrupts, and hardly ever has something to do.
[[gnu::noinline]] void preempt_now()
{
    if (!hw::irqs_on()) return;
    lib::IrqGuard const irqs_off;
    preempt_after_interrupt();
}

void preempt_after_interrupt()
{
    while (hw::preempt_count() == 0) reschedule();
}

} // namespace kernel
