// SPDX-License-Identifier: MIT
// Timers, each on the wheel of the CPU that armed it.
#pragma once

#include "kernel/thread/timer_wheel.hpp"

namespace kernel {

struct Cpu;

/// A timer that remembers whose wheel it is on. `on_expiry` is called in the tick of that CPU, interrupts
/// off, with its timers' lock held: it may take the locks after that one (lib/lock_rank.hpp) and wake
/// threads, but neither arm nor cancel a CpuTimer.
/// Proved by: CpuTimer.IsCalledOnceOnTheCpuThatArmedItWithInterruptsOff, CpuTimer.ThatArmsAnotherIsStopped,
/// CpuTimer.ThatCancelsItselfIsStopped.
class CpuTimer : Timer {
public:
    explicit CpuTimer(void (*on_expiry)(CpuTimer&));
    /// It is no longer armed, and its call is over: the object may go. Proved by:
    /// planted/timer_armed_when_it_goes.
    ~CpuTimer() { cancel(); }

    /// Calls `on_expiry` after at least `ticks` whole ticks, at most kMaxWaitTicks. Must not be armed
    /// already.
    void arm(u32 ticks);
    /// Returns when `on_expiry` will not be called any more and is not being called. Not from within it,
    /// nor while holding a lock that it takes.
    void cancel();

private:
    static void call(Timer& timer);

    Cpu* cpu_ = nullptr; // whose wheel it was put on last
    void (*on_expiry_)(CpuTimer&);
};

/// Calls the timers of this CPU that are due. In the tick.
void expire_timers();

} // namespace kernel
