// SPDX-License-Identifier: MIT
// Counting semaphore. A unit that comes free goes straight to the most urgent waiter, so no later comer can
// snatch it.
#pragma once

#include "kernel/thread/wait_queue.hpp"

namespace kernel {

class Semaphore {
public:
    constexpr Semaphore(char const* name, u32 units) : units_{units}, waiters_{WaitKind::Semaphore, name} {}

    /// Takes a unit; waits for one if there is none. Threads only; may sleep.
    void down();
    /// The same, for at most that many ticks. Returns whether it got one.
    [[nodiscard]] bool down_for(u32 ticks);
    /// Takes one if that takes no waiting. Any context but NMI.
    [[nodiscard]] bool try_down();
    /// Gives one back. Any context but NMI.
    void up();

    [[nodiscard]] u32 units() const; ///< free ones, at this moment

private:
    [[nodiscard]] bool take() REQUIRES(lock_);

    mutable lib::SpinLock lock_{lib::LockRank::Wait};
    u32 units_ GUARDED_BY(lock_);
    WaitQueue waiters_;
};

} // namespace kernel
