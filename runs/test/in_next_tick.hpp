// SPDX-License-Identifier: MIT
// For tests of what an interrupt handler may not do.
#pragma once

#include "kernel/thread/completion.hpp"
#include "kernel/thread/timer.hpp"
#include "lib/atomic.hpp"
#include "lib/processor.hpp"

namespace kernel {

namespace detail {
template <class Handler> struct NextTick : CpuTimer {
    explicit NextTick(Handler& its_handler) : CpuTimer{&NextTick::call}, handler{its_handler} { arm(1); }
    static void call(CpuTimer& timer)
    {
        auto& self = static_cast<NextTick&>(timer);
        self.handler();
        self.came.store(true, lib::MemoryOrder::SeqCst);
        self.done.complete();
    }
    Handler& handler;
    lib::Atomic<bool> came = false; ///< for a thread that must not sleep
    Completion done{"tick"};
};
} // namespace detail

/// Calls `handler()` in the interrupt of the next tick, and returns when it has run. Threads only; sleeps.
template <class Handler> void in_next_tick(Handler handler)
{
    detail::NextTick<Handler> tick{handler};
    tick.done.wait();
}

/// The same, but the tick comes upon this thread while a guard of type `Hold` stands, made from `what`: a
/// lock that the thread holds, or preemption that is off. Interrupts are off until it stands, or a tick that
/// comes early would come upon nothing. Threads only, with interrupts on; sleeps after the guard has gone.
template <class Hold, class Handler, class... What> void in_next_tick_upon(Handler handler, What&... what)
{
    bool const were_on = hw::irq_save();
    detail::NextTick<Handler> tick{handler};
    {
        Hold const hold{what...};
        hw::irq_restore(were_on);
        while (!tick.came.load(lib::MemoryOrder::SeqCst)) hw::pause();
    }
    tick.done.wait();
}

} // namespace kernel
