// SPDX-License-Identifier: MIT
#include "kernel/thread/wait_queue.hpp"

#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread.hpp"
#include "lib/atomic.hpp"

namespace kernel {

char const* wait_kind_name(WaitKind kind)
{
    switch (kind) {
    case WaitKind::Mutex: return "mutex";
    case WaitKind::Semaphore: return "semaphore";
    case WaitKind::Completion: return "completion";
    case WaitKind::Sleep: return "sleep";
    case WaitKind::Join: return "join";
    case WaitKind::Slot: return "slot";
    case WaitKind::Other: return "wait";
    }
    return "unknown";
}

namespace {

void release(Waiter& waiter, Woken result)
{
    lib::List<Waiter, WaiterTag>::remove(waiter);
    waiter.result = result;
    unpark(waiter.thread);
}

} // namespace

// A waker unlinks the waiter and unparks its thread under the lock; an unpark() before our park() is not
// lost. Taking the lock again before we return also makes sure that the waker is done with us and with the
// queue.
// Proved by: Race.AWakeUpIsNotLostHoweverItMeetsTheGoingToSleep, LocksTest.AnUnparkForNoReasonEndsNoWait,
// planted/woken_for_no_reason, planted/unpark_forgotten.
void WaitQueue::sleep(lib::SpinLock& lock, Waiter& waiter)
{
    Thread& thread = waiter.thread;
    waiters_.push_back(waiter);
    thread.waiting_in.store(this, lib::MemoryOrder::Relaxed);
    while (waiter.linked()) {
        lock.unlock();
        park();
        lock.lock();
    }
    thread.waiting_in.store(nullptr, lib::MemoryOrder::Relaxed);
}

void WaitQueue::wait(lib::SpinLock& lock)
{
    Waiter waiter{current()};
    sleep(lock, waiter);
}

Woken WaitQueue::wait(lib::SpinLock& lock, Deadline& deadline)
{
    deadline.check_guarded_by(lock);
    if (deadline.over_) return Woken::TimedOut;
    Waiter waiter{current()};
    deadline.waiter_ = &waiter;
    sleep(lock, waiter);
    deadline.waiter_ = nullptr;
    return waiter.result;
}

// Searched for when needed, since a queue in order would not stay so: priorities change while threads wait.
inline Waiter* WaitQueue::most_urgent_waiter()
{
    Waiter* best = waiters_.front();
    for (Waiter* waiter = best; waiter != nullptr; waiter = waiters_.next(*waiter)) {
        if (waiter->thread.priority.get() > best->thread.priority.get()) best = waiter;
    }
    return best;
}

Thread* WaitQueue::most_urgent(lib::SpinLock&)
{
    Waiter* const waiter = most_urgent_waiter();
    return waiter == nullptr ? nullptr : &waiter->thread;
}

Thread* WaitQueue::wake_one(lib::SpinLock&)
{
    Waiter* const waiter = most_urgent_waiter();
    if (waiter == nullptr) return nullptr;
    Thread& thread = waiter->thread;
    release(*waiter, Woken::ByWaker);
    return &thread;
}

void WaitQueue::wake_all(lib::SpinLock&)
{
    while (Waiter* const waiter = waiters_.front()) release(*waiter, Woken::ByWaker);
}

Deadline::Deadline(lib::SpinLock& lock, u32 ticks) : CpuTimer{&Deadline::expire}, lock_{lock} { arm(ticks); }

// Whoever takes the lock first wins: if a waker has already unlinked the waiter, there is nothing left to do.
// Proved by: Race.AUnitIsEitherTakenOrLeftWhenTheTimeIsUpMeanwhile,
// planted/deadline_ends_a_wait_that_is_over.
void Deadline::expire(CpuTimer& timer)
{
    auto& self = static_cast<Deadline&>(timer);
    lib::SpinGuard const guard{self.lock_};
    self.over_ = true;
    if (self.waiter_ != nullptr && self.waiter_->linked()) release(*self.waiter_, Woken::TimedOut);
}

} // namespace kernel
