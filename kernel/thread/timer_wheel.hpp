// SPDX-License-Identifier: MIT
// What is to happen at a later tick. A hierarchical timer wheel: arming and cancelling take constant time
// however many timers there are, since only the near future is kept exactly. Not locked: see
// kernel/thread/timer.hpp.
//
//   level 0   64 buckets of 1 tick       exact; one bucket falls due each tick
//   level 1   64 buckets of 64 ticks     each time level 0 wraps, one bucket is dealt out to it
//   level 2   64 buckets of 4096 ticks   likewise to level 1
//   level 3   64 buckets of 262144       likewise; what lies further off waits in the last one for its turn
#pragma once

#include "kernel/thread/clock.hpp"
#include "lib/intrusive_list.hpp"

#include <array>

namespace kernel {

struct Timer : lib::ListHook<class TimerTag> {
    explicit Timer(void (*on_expiry)(Timer&)) : expired{on_expiry} {}

    [[nodiscard]] bool armed() const { return linked(); }

    Tick due;
    void (*expired)(Timer&); ///< context: see TimerWheel::advance_to
};

class TimerWheel {
public:
    constexpr explicit TimerWheel(Tick now = {}) : now_{now} {}

    /// `timer.due` in the past means the next tick. Precondition: not armed, due within kMaxWaitTicks.
    void arm(Timer& timer);
    /// Harmless when it is not armed.
    void cancel(Timer& timer);
    /// Calls `expired` of each timer that is due by `now`, in order of due time; it is no longer armed then
    /// and may be armed again. The calls are made from here, and so in the caller's context and under its
    /// lock.
    void advance_to(Tick now);

    [[nodiscard]] Tick now() const { return now_; }

private:
    static constexpr u32 kBits = 6, kBuckets = 1u << kBits, kLevels = 4;
    using Bucket = lib::List<Timer, TimerTag>;

    [[nodiscard]] Bucket& bucket_for(Tick due);
    void step();
    void deal_out(Bucket& bucket);

    Tick now_;
    std::array<std::array<Bucket, kBuckets>, kLevels> levels_;
};

} // namespace kernel
