// SPDX-License-Identifier: MIT
// "It is done": others wait for it; it is announced once for each of them (complete), or for all and for
// good (complete_all). An announcement that comes first is kept. Linux's struct completion.
#pragma once

#include "kernel/thread/wait_queue.hpp"

namespace kernel {

class Completion {
public:
    constexpr explicit Completion(char const* name, WaitKind kind = WaitKind::Completion)
        : waiters_{kind, name}
    {
    }

    /// Threads only; may sleep. When it returns, whoever completed it no longer touches this object.
    void wait();
    /// The same, for at most that many ticks. Returns whether it is done.
    [[nodiscard]] bool wait_for(u32 ticks);

    /// Lets one wait() return, the most urgent first. Any context but NMI.
    void complete();
    /// Lets every wait() return from now on. Any context but NMI.
    void complete_all();

private:
    static constexpr u32 kForAll = ~0u;

    [[nodiscard]] bool take() REQUIRES(lock_);

    lib::SpinLock lock_{lib::LockRank::Wait};
    u32 done_ GUARDED_BY(lock_) = 0; ///< announcements that nobody has waited for yet, or kForAll
    WaitQueue waiters_;
};

} // namespace kernel
