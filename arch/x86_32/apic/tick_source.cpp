// SPDX-License-Identifier: MIT
// The two sources of the tick, and how the one whose rate nobody tells us is measured.
#include "arch/x86_32/apic/tick_source.hpp"

#include "arch/x86_32/apic/lapic.hpp"
#include "arch/x86_32/cpu/interrupts.hpp"
#include "arch/x86_32/cpu/vectors.hpp"
#include "arch/x86_32/device/pic.hpp"
#include "arch/x86_32/device/pit.hpp"
#include "arch/x86_32/device/pit_rate.hpp"
#include "kernel/hw/interrupts.hpp"
#include "kernel/log/log.hpp"
#include "kernel/thread/tick.hpp"
#include "lib/check.hpp"

#include <algorithm>

namespace arch {

namespace {

constexpr u32 kTimerIrq = 0;
// The bus clock where it could not be measured: that of the boards whose PIT deserves distrust. On others
// it is wrong by some factor; then time runs too fast or too slowly by that factor, and nothing else
// happens.
constexpr u32 kGuessedBusHz = 100'000'000;

constinit LapicTimerRate g_timer;

// The rate of the timer in Hz, or 0 if the PIT stands still.
u32 measure_timer()
{
    start_lapic_countdown(~u32{0});
    auto const rate = measure_rate([] { return u64{~u32{0} - lapic_countdown()}; });
    start_lapic_countdown(0); // stops it
    return static_cast<u32>(rate);
}

void on_lapic_tick(u32)
{
    acknowledge_lapic();
    kernel::tick();
}

void on_pit_tick(u32)
{
    acknowledge_irq(kTimerIrq);
    kernel::tick();
}

} // namespace

void use_tick_of_lapic()
{
    g_timer.hz = measure_timer();
    if (g_timer.hz == 0) {
        g_timer = {.hz = kGuessedBusHz / kLapicTimerDivisor, .guessed = true};
        kernel::warn("the PIT stands still: the rate of the local APIC's timer is a guess");
    }
    set_interrupt_handler(vectors::kTick, on_lapic_tick);
    kernel::info("local APIC timer: {} kHz", g_timer.hz / 1000);
}

void use_tick_of_pit()
{
    if (!pit_runs())
        kernel::warn("the PIT stands still: there is no tick, so threads have to yield of their own accord");
    set_interrupt_handler(vectors::kPic + kTimerIrq, on_pit_tick);
}

LapicTimerRate lapic_timer_rate() { return g_timer; }

} // namespace arch

namespace hw {

void start_tick(u32 hz) noexcept
{
    using namespace arch;
    CHECK(hz != 0);
    if (g_timer.hz != 0) return start_lapic_tick(std::max(g_timer.hz / hz, 1u));
    start_pit_tick(hz);
    unmask_irq(kTimerIrq);
}

} // namespace hw
