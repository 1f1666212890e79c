// SPDX-License-Identifier: MIT
// The measuring loop. The module for Linux, which we are compared with, has the same one
// (tests/peer/linux/module/peer.h). Read next: runs/bench/bench.hpp, the list of what is measured.
#pragma once

#include "kernel/hw/cycles.hpp"
#include "lib/atomic.hpp"
#include "lib/irq_guard.hpp"
#include "runs/bench/samples.hpp"

#include <algorithm>
#include <optional>

namespace kernel::bench {

/// How often, and in which context.
struct Loop {
    u32 turns = 0;          ///< in one repetition
    u32 operations = 1;     ///< in one turn
    bool may_sleep = false; ///< so interrupts stay on, and a tick may fall into it
};

/// Keeps the compiler from moving work into or out of the time that is measured, or out of the loop.
inline void barrier() { lib::signal_fence(lib::MemoryOrder::SeqCst); }

/// Ticks for `turns` calls of `body(turn)`, which is inlined: calling it would cost more than some figures.
/// `at_end` belongs to what is measured: work that the operations have put off.
template <class Body, class AtEnd>
[[nodiscard, gnu::always_inline]] inline u64 repetition(Loop loop, u32 turns, Body& body, AtEnd& at_end)
{
    std::optional<lib::IrqGuard> irqs_off; // not for longer: other CPUs would believe this one stuck
    if (!loop.may_sleep) irqs_off.emplace();
    u64 const begin = hw::cycles();
    barrier();
    for (u32 turn = 0; turn < turns; ++turn) {
        body(turn);
        barrier();
    }
    at_end();
    barrier();
    return hw::cycles() - begin;
}

template <class Body, class AtEnd>
[[nodiscard, gnu::always_inline]] inline Samples measure(Loop loop, Body body, AtEnd at_end)
{
    Samples samples{{}, loop.turns, loop.operations};
    constexpr u32 kWarmUpTurns = 64;
    u32 turns = std::min(loop.turns, kWarmUpTurns);
    // There is one call here, for the warm-up too: a body with two callers would not be inlined.
    for (u32 done = 0; done <= samples.ticks.size(); ++done) {
        u64 const ticks = repetition(loop, turns, body, at_end);
        if (done > 0) samples.ticks[done - 1] = ticks;
        turns = loop.turns;
    }
    return samples;
}

template <class Body> [[nodiscard, gnu::always_inline]] inline Samples measure(Loop loop, Body body)
{
    return measure(loop, body, [] {});
}

} // namespace kernel::bench
