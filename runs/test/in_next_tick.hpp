// SPDX-License-Identifier: MIT
// For tests of what an interrupt handler may not do.
#pragma once

#include "kernel/thread/completion.hpp"
#include "kernel/thread/timer.hpp"
#include "lib/atomic.hpp"

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
    lib::Atomic<bool> came = false; ///< for a thread that does not sleep
    Completion done{"tick"};
};
} // namespace detail

/// Calls `handler()` in the interrupt of the next tick, and returns when it has run. Threads only; sleeps.
template <class Handler> void in_next_tick(Handler handler)
{
    detail::NextTick<Handler> tick{handler};
    tick.done.wait();
}

} // namespace kernel
