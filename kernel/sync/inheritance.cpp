// SPDX-License-Identifier: MIT
#include "kernel/sync/inheritance.hpp"

#include "kernel/sync/mutex.hpp"
#include "kernel/thread/placement.hpp"
#include "lib/atomic.hpp"

namespace kernel {

constinit lib::SpinLock inheritance_lock{lib::LockRank::Inheritance};

bool Inheritance::closes_circle(Mutex const& mutex, Thread const& waiter)
{
    for (Mutex const* link = &mutex; link != nullptr;) {
        Thread const* const holder = link->holder();
        if (holder == &waiter) return true;
        link = holder == nullptr ? nullptr : holder->blocked_on;
    }
    return false;
}

void Inheritance::begin_wait(Mutex& mutex, Thread& waiter)
{
    Thread* holder = mutex.holder();
    if (!mutex.linked()) holder->contended.push_back(mutex);
    waiter.blocked_on = &mutex;
    while (holder->priority.get() < waiter.priority.get()) {
        change_priority(*holder, waiter.priority.get());
        if (holder->blocked_on == nullptr) break;
        holder = holder->blocked_on->holder();
    }
}

// A mutex with waiters cannot be released without the lock that we hold, so its holder stays.
void Inheritance::abandon_wait(Mutex& mutex, Thread& waiter)
{
    waiter.blocked_on = nullptr;
    if (!mutex.linked()) return; // it was released after we gave up and before we got the lock
    Thread& holder = *mutex.holder();
    bool const last = mutex.waiters_.empty();
    if (last) decltype(holder.contended)::remove(mutex);
    settle(holder);
    // Not before this may the holder release it without the lock, end, and be gone.
    // Proved by: Race.AHolderMayBeGoneAsSoonAsItsLastWaiterHasGivenUp,
    // planted/holder_let_go_before_it_is_settled.
    if (last) mutex.holder_.fetch_and(~Mutex::kContended, lib::MemoryOrder::Relaxed);
}

void Inheritance::release(Mutex& mutex, Thread& holder)
{
    if (mutex.linked()) decltype(holder.contended)::remove(mutex);
    Thread* const next = mutex.waiters_.wake_one(inheritance_lock);
    bool const more = !mutex.waiters_.empty();
    if (next != nullptr) next->blocked_on = nullptr;
    if (more) next->contended.push_back(mutex);
    mutex.holder_.store(Mutex::word(next) | (more ? Mutex::kContended : 0), lib::MemoryOrder::Release);
    settle(holder);
}

Priority Inheritance::due_priority(Thread& thread)
{
    Priority due = thread.base_priority;
    for (Mutex* mutex = thread.contended.front(); mutex != nullptr; mutex = thread.contended.next(*mutex)) {
        Thread const* const waiter = mutex->waiters_.most_urgent(inheritance_lock);
        if (waiter != nullptr) due = std::max(due, waiter->priority.get());
    }
    return due;
}

void Inheritance::settle(Thread& thread)
{
    for (Thread* link = &thread; link != nullptr;) {
        Priority const due = due_priority(*link);
        if (due == link->priority.get()) return;
        change_priority(*link, due);
        link = link->blocked_on == nullptr ? nullptr : link->blocked_on->holder();
    }
}

void set_priority(Thread& thread, Priority priority)
{
    lib::IrqSpinGuard const guard{inheritance_lock};
    thread.base_priority = priority;
    Inheritance::settle(thread);
}

} // namespace kernel
