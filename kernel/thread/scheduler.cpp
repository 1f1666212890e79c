// SPDX-License-Identifier: MIT
// The switch, and the ways that lead to it.
//
// One lock a CPU, never two at once. It guards the run queue and whatever says where a thread of that CPU
// stands: state, place in the queue, priority, affinity. A thread belongs to the CPU that its field `cpu`
// names. That field changes only with the lock of the CPU it leaves held and the thread in no queue; until it
// is in the new one's it is on its way, and nobody but the one who moves it will find it.
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
void switch_to(Cpu& cpu, Thread& previous, Thread& next)
{
    if (previous.local.pinned()) mm::local_sched_out(previous.local, cpu.local_window);
    cpu.current = &next;
    if (next.local.pinned()) mm::local_sched_in(next.local, cpu.local_window);
    count_one(cpu.switches);
    hw::switch_context(previous.context, next.context);
}

// The thread that runs is in no queue; if it can go on, it goes into one. Behind its equals if its turn is
// over, before them if it was interrupted in the middle of it.
void put_back(Cpu& cpu, Thread& previous) REQUIRES(cpu.run_queue_lock)
{
    bool const turn_over = std::exchange(cpu.turn_over, false);
    if (&previous == cpu.idle || previous.state == ThreadState::Waiting) return;
    if (previous.state == ThreadState::Exited || !previous.may_run_on(cpu.index)) [[unlikely]] {
        cpu.departed = &previous;
    } else if (turn_over) {
        cpu.run_queue.push_back(previous);
    } else {
        cpu.run_queue.push_front(previous);
    }
}

Thread& take_next(Cpu& cpu) REQUIRES(cpu.run_queue_lock)
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
    if (thread.state == ThreadState::Exited) {
        thread_departed(thread);
    } else {
        place(thread);
    }
}

// Not analysed: the lock was taken in reschedule_locked() by the thread that left.
void finish_switch() NO_THREAD_SAFETY_ANALYSIS
{
    Cpu& cpu = hw::this_cpu();
    Thread* const left = std::exchange(cpu.departed, nullptr);
    cpu.run_queue_lock.unlock();
    if (left != nullptr) [[unlikely]]
        settle(*left);
}

// Interrupts off, `cpu` is this CPU, its lock held. Returns when the caller's thread runs again, perhaps on
// another CPU, with the lock released. Not analysed: releasing is finish_switch()'s business.
void reschedule_locked(Cpu& cpu) NO_THREAD_SAFETY_ANALYSIS
{
    Thread& previous = *cpu.current;
    cpu.preempt_count |= preempt::kNobodyAsked;
    count_one(cpu.schedules);
    put_back(cpu, previous);
    Thread& next = take_next(cpu);
    publish_load(cpu, next);
    if (&next != &previous) switch_to(cpu, previous, next);
    finish_switch();
}

void reschedule() NO_THREAD_SAFETY_ANALYSIS
{
    Cpu& cpu = hw::this_cpu();
    cpu.run_queue_lock.lock();
    reschedule_locked(cpu);
}

} // namespace

void yield() NO_THREAD_SAFETY_ANALYSIS // see reschedule_locked()
{
    might_sleep("yield()");
    lib::IrqGuard const irqs_off;
    Cpu& cpu = hw::this_cpu();
    cpu.run_queue_lock.lock();
    cpu.turn_over = true;
    reschedule_locked(cpu);
}

void park() NO_THREAD_SAFETY_ANALYSIS // see reschedule_locked()
{
    lib::IrqGuard const irqs_off;
    Cpu& cpu = hw::this_cpu();
    CHECK((cpu.preempt_count & ~preempt::kNobodyAsked) == 0);
    cpu.run_queue_lock.lock();
    if (std::exchange(cpu.current->unparked, false)) {
        cpu.run_queue_lock.unlock();
        return;
    }
    cpu.current->state = ThreadState::Waiting;
    reschedule_locked(cpu);
}

void leave_for_good() NO_THREAD_SAFETY_ANALYSIS // see reschedule_locked()
{
    lib::IrqGuard const irqs_off;
    Cpu& cpu = hw::this_cpu();
    cpu.run_queue_lock.lock();
    cpu.current->state = ThreadState::Exited;
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
