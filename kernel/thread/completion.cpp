// SPDX-License-Identifier: MIT
#include "kernel/thread/completion.hpp"

#include "kernel/thread/preempt.hpp"

namespace kernel {

bool Completion::take()
{
    if (done_ == 0) return false;
    if (done_ != kForAll) --done_;
    return true;
}

void Completion::wait()
{
    might_sleep("Completion::wait()");
    lib::IrqSpinGuard const guard{lock_};
    if (!take()) waiters_.wait(lock_);
}

bool Completion::wait_for(u32 ticks)
{
    might_sleep("Completion::wait_for()");
    Deadline deadline{lock_, ticks};
    lib::IrqSpinGuard const guard{lock_};
    return take() || waiters_.wait(lock_, deadline) == Woken::ByWaker;
}

void Completion::complete()
{
    lib::IrqSpinGuard const guard{lock_};
    if (waiters_.wake_one(lock_) == nullptr && done_ != kForAll) ++done_;
}

void Completion::complete_all()
{
    lib::IrqSpinGuard const guard{lock_};
    done_ = kForAll;
    waiters_.wake_all(lock_);
}

} // namespace kernel
