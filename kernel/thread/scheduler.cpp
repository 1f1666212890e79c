// SPDX-License-Identifier: MIT
// The switch, and the ways that lead to it.
//
// There is one lock per CPU, and nobody holds two (kernel/thread/run_queue_lock.hpp). It guards the run queue
// and everything about the threads of that CPU: state, place in the queue, priority, affinity. A thread
// belongs to the CPU that its field `cpu` names. That field changes only while the lock of the CPU it leaves
// is held and the thread is in no queue. Until it is in the new CPU's queue it is on its way, and nobody can
// find it except the one who moves it.
//
// The lock is held *across* the switch: the thread that leaves takes it, the one that comes releases it. So
// whoever gets it finds each thread of this CPU either running or completely saved, and no flag is needed
// that says "still on its CPU, wait".
// Proved by: Race.AThreadIsGoneOnlyWhenItsStackIsNoLongerInUse, Race.AThreadThatIsSentAwayGoesOnElsewhere,
// planted/lock_of_the_cpu_it_left.
#include "kernel/thread/scheduler.hpp"

#include "kernel/thread/cpu.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/check.hpp"
#include "lib/irq_guard.hpp"
#include "mm/window_switch.hpp"

#include <utility>

namespace kernel {

namespace {

// An interrupt that cannot be held off (such as those of the test that interrupts every instruction) maps
// above the top of `current`. So `current` changes while no slot is filled: before, such a mapping lies above
// the slots of the thread that leaves, and afterwards above those of the one that comes.
// Proved by: single_step_switch_between_two_holders_interrupted_by_a_mapping_handler,
// single_step_first_switch_to_a_thread_interrupted_by_a_mapping_handler, planted/current_changed_too_early,
// planted/current_changed_too_late.
//
// On return `previous` runs again, perhaps on another CPU. It then holds the lock of that CPU, which was
// taken by the thread that switched to it; `cpu` is the CPU that it once left.
void switch_to(Cpu& cpu, Thread& previous, Thread& next) REQUIRES(a_run_queue_lock)
{
    mm::window_sched_out(previous.local, next.local, cpu.window);
    cpu.current = &next;
    mm::window_sched_in(previous.local, next.local, cpu.window);
    cpu.switches.set(cpu.switches.get() + 1);
    hw::switch_context(previous.context, next.context);
}

// A running thread is in no queue; one that could go on is put into one: behind its equals if its turn is
// over, in front of them if it was interrupted in the middle of it.
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

// What remains to be done for a thread that has exited or must not run here any more. The thread that came
// after it does this, because by then its registers are saved.
void settle(Thread& thread)
{
    if (thread.state.get() == ThreadState::Exited) {
        thread_departed(thread);
    } else {
        place(thread);
    }
}

// The second half of a switch, in the thread that comes: releases the lock that the one that left had taken.
void finish_switch() RELEASE(a_run_queue_lock)
{
    Cpu& cpu = hw::this_cpu();
    Thread* const left = std::exchange(cpu.departed, nullptr);
    cpu.run_queue_lock.unlock();
    if (left != nullptr) [[unlikely]]
        settle(*left);
}

// Interrupts are off, `cpu` is this CPU, and its lock is held. Returns when the caller's thread runs again,
// perhaps on another CPU, with the lock released.
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

// Out of line: called at the end of most regions without interrupts, it hardly ever has anything to do.
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
