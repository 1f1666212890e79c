// SPDX-License-Identifier: MIT
// Time as the scheduler counts it: ticks of the interrupt that drives preemption, `hz=` of them a second.
#pragma once

#include "lib/types.hpp"

namespace kernel {

/// A moment, in ticks since boot. Wraps after 2^32 (198 days at 250 Hz, 4 days at 10 kHz); even so, the
/// difference of two moments that lie less than half of that apart is right, so compare with is_before().
struct Tick {
    u32 count = 0;

    constexpr Tick operator+(u32 ticks) const { return Tick{count + ticks}; }
    constexpr u32 operator-(Tick earlier) const { return count - earlier.count; }
    constexpr bool operator==(Tick const&) const = default;
};

[[nodiscard]] constexpr bool is_before(Tick left, Tick right)
{
    return static_cast<i32>(left.count - right.count) < 0;
}

/// The longest time anything can wait for: the wrap-around above must not reach it.
inline constexpr u32 kMaxWaitTicks = 1u << 30;

namespace clock {

inline constexpr u32 kDefaultHz = 250;
inline constexpr u32 kMinHz = 100;
inline constexpr u32 kMaxHz = 10'000;

/// Ticks a second. Set once, from `hz=`, before the first tick.
void set_hz(u32 hz);
[[nodiscard]] u32 hz();

/// Whether an interrupt drives the clock, and takes the CPU from a thread whose turn is over. If none does,
/// time passes while nobody runs (hw::wait_for_interrupt()), and threads have to yield of their own accord.
/// Set once, before anybody asks.
[[nodiscard]] bool interrupts();
void set_interrupts(bool come);

[[nodiscard]] Tick now();
/// One CPU keeps the time for all of them: called only by its tick.
void advance();

/// As many ticks as make at least `ms` milliseconds, wherever within a tick the wait begins; at most
/// kMaxWaitTicks.
[[nodiscard]] u32 ticks_for_ms(u32 ms);

} // namespace clock
} // namespace kernel
