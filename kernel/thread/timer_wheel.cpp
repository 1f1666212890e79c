// SPDX-License-Identifier: MIT
#include "kernel/thread/timer_wheel.hpp"

#include <algorithm>

namespace kernel {

// The level follows from the distance, the bucket from the due time itself: a bucket of level n is dealt
// out exactly when its first tick comes within the reach of level n - 1.
TimerWheel::Bucket& TimerWheel::bucket_for(Tick due)
{
    constexpr u32 kReach = 1u << (kBits * kLevels);
    u32 const distance = std::min(due - now_, kReach - 1);
    u32 const moment = now_.count + distance;
    u32 level = 0;
    while ((distance >> (kBits * (level + 1))) != 0) ++level;
    return levels_[level][(moment >> (kBits * level)) % kBuckets];
}

void TimerWheel::arm(Timer& timer)
{
    CHECK(!is_before(now_ + kMaxWaitTicks, timer.due));
    if (!is_before(now_, timer.due)) timer.due = now_ + 1;
    bucket_for(timer.due).push_back(timer);
}

void TimerWheel::cancel(Timer& timer)
{
    if (timer.armed()) Bucket::remove(timer);
}

void TimerWheel::advance_to(Tick now)
{
    while (is_before(now_, now)) step();
}

void TimerWheel::step()
{
    now_ = now_ + 1;
    for (u32 level = 1; level < kLevels; ++level) {
        if (now_.count % (1u << (kBits * level)) != 0) break;
        deal_out(levels_[level][(now_.count >> (kBits * level)) % kBuckets]);
    }
    Bucket& due = levels_[0][now_.count % kBuckets];
    while (Timer* const timer = due.front()) {
        Bucket::remove(*timer);
        timer->expired(*timer);
    }
}

void TimerWheel::deal_out(Bucket& bucket)
{
    Bucket nearer; // set aside first: what lies too far ahead for any level comes back to this very bucket
    while (Timer* const timer = bucket.front()) {
        Bucket::remove(*timer);
        nearer.push_back(*timer);
    }
    while (Timer* const timer = nearer.front()) {
        Bucket::remove(*timer);
        bucket_for(timer->due).push_back(*timer);
    }
}

} // namespace kernel
