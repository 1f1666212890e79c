// SPDX-License-Identifier: MIT
#include "kernel/thread/clock.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"

#include <algorithm>

namespace kernel::clock {

namespace {
constinit u32 g_hz = kDefaultHz;
constinit bool g_interrupts = true;
constinit lib::Atomic<u32> g_now = 0; // 32 bits: a 64-bit count could not be read in one piece here
} // namespace

void set_hz(u32 hz)
{
    CHECK(hz >= kMinHz && hz <= kMaxHz);
    g_hz = hz;
}
u32 hz() { return g_hz; }

bool interrupts() { return g_interrupts; }
void set_interrupts(bool come) { g_interrupts = come; }

Tick now() { return Tick{g_now.load(lib::MemoryOrder::Relaxed)}; }

// Not a read-modify-write: there is one writer.
void advance() { g_now.store(g_now.load(lib::MemoryOrder::Relaxed) + 1, lib::MemoryOrder::Relaxed); }

u32 ticks_for_ms(u32 ms)
{
    u64 const whole = (u64{ms} * g_hz + 999) / 1000;
    return static_cast<u32>(std::min<u64>(whole + 1, kMaxWaitTicks)); // + 1: the current tick is partly over
}

} // namespace kernel::clock
