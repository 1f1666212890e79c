// SPDX-License-Identifier: MIT
#include "kernel/sync/semaphore.hpp"

#include "kernel/thread/preempt.hpp"

namespace kernel {

bool Semaphore::take()
{
    if (units_ == 0) return false;
    --units_;
    return true;
}

void Semaphore::down()
{
    might_sleep("Semaphore::down()");
    lib::IrqSpinGuard const guard{lock_};
    if (!take()) waiters_.wait(lock_); // woken means: up() gave us its unit
}

bool Semaphore::down_for(u32 ticks)
{
    might_sleep("Semaphore::down_for()");
    Deadline deadline{lock_, ticks};
    lib::IrqSpinGuard const guard{lock_};
    return take() || waiters_.wait(lock_, deadline) == Woken::ByWaker;
}

bool Semaphore::try_down()
{
    lib::IrqSpinGuard const guard{lock_};
    return take();
}

void Semaphore::up()
{
    lib::IrqSpinGuard const guard{lock_};
    if (waiters_.wake_one(lock_) == nullptr) ++units_;
}

u32 Semaphore::units() const
{
    lib::IrqSpinGuard const guard{lock_};
    return units_;
}

} // namespace kernel
