// SPDX-License-Identifier: MIT
// The sources of the tick, how the one whose rate nobody tells us is measured, and the proof that its
// interrupt arrives: firmware, a loader or another kernel may have cut the wire.
#include "arch/x86_32/apic/tick_source.hpp"

#include "arch/x86_32/apic/io_apic.hpp"
#include "arch/x86_32/apic/lapic.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/interrupts.hpp"
#include "arch/x86_32/cpu/vectors.hpp"
#include "arch/x86_32/device/pic.hpp"
#include "arch/x86_32/device/stopwatch.hpp"
#include "kernel/hw/interrupts.hpp"
#include "kernel/log/log.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/tick.hpp"
#include "lib/atomic.hpp"
#include "lib/check.hpp"

#include <algorithm>

namespace arch {

namespace {

constexpr u32 kTimerIrq = 0;
// The bus clock where it could not be measured: that of the boards whose PIT deserves distrust. On others
// it is wrong by some factor; then time runs too fast or too slowly by that factor, and nothing else
// happens.
constexpr u32 kGuessedBusHz = 100'000'000;

enum class Source : u8 { Nobody, Lapic, Pit };
constinit Source g_source = Source::Nobody;
constinit LapicTimerRate g_timer;
constinit u32 g_hz = 0; // of the tick

constinit bool g_proving = false; // interrupts are counted, but are not ticks yet
constinit lib::Atomic<u32> g_interrupts = 0;

void tick_or_count()
{
    if (g_proving)
        g_interrupts.fetch_add(1, lib::MemoryOrder::SeqCst);
    else
        kernel::tick();
}

void on_lapic_tick(u32)
{
    acknowledge_lapic();
    tick_or_count();
}

void on_pit_tick(u32)
{
    acknowledge_irq(kTimerIrq);
    tick_or_count();
}

// The rate of the timer in Hz, or 0 if there is no clock to measure it by.
u32 measure_timer()
{
    start_lapic_countdown(~u32{0});
    auto const rate = measure_rate([] { return u64{~u32{0} - lapic_countdown()}; });
    start_lapic_countdown(0); // stops it
    return static_cast<u32>(rate);
}

// Whether the source that runs now interrupts this CPU: twice, since the first may have waited at a
// controller since before our time.
bool arrives()
{
    constexpr u32 kPatience = 300'000; // microseconds: an emulator on a busy host has been 50'000 late
    g_interrupts.store(0, lib::MemoryOrder::SeqCst);
    g_proving = true;
    sti();
    bool const came = wait_for(kPatience, [] { return g_interrupts.load(lib::MemoryOrder::SeqCst) >= 2; });
    cli();
    g_proving = false;
    return came;
}

constexpr u32 kProofHz = 5000;

bool lapic_arrives()
{
    start_lapic_tick(std::max(g_timer.hz / kProofHz, 1u));
    bool const came = arrives();
    start_lapic_countdown(0);
    return came;
}

// Through LINT0, which enable_lapic() has opened, or without a local APIC straight into the CPU; otherwise
// on the way that some boards have instead.
bool pit_arrives()
{
    start_pit_tick(kProofHz);
    unmask_irq(kTimerIrq);
    if (arrives()) return true;
    if (lapic_mapped() && pass_external_pic(lapic_id())) {
        if (arrives()) {
            kernel::info("the 8259s reach this CPU through the I/O APIC only");
            return true;
        }
        stop_external_pic();
    }
    mask_irq(kTimerIrq);
    return false;
}

// Without a tick the CPU that has nothing to do looks at the clock instead.
void wait_for_time()
{
    sti();
    delay(1'000'000 / g_hz);
    cli();
    {
        kernel::InterruptScope const scope;
        kernel::tick();
    }
    kernel::preempt_after_interrupt();
    sti();
}

} // namespace

bool use_tick_of_lapic()
{
    g_timer.hz = measure_timer();
    if (g_timer.hz == 0) {
        g_timer = {.hz = kGuessedBusHz / kLapicTimerDivisor, .guessed = true};
        kernel::warn("no clock runs: the rate of the local APIC's timer is a guess");
    }
    set_interrupt_handler(vectors::kTick, on_lapic_tick);
    if (!lapic_arrives()) {
        kernel::warn("the local APIC's timer does not interrupt: one CPU, which the PIT may serve");
        g_timer = {};
        return false;
    }
    kernel::info("local APIC timer: {} kHz", g_timer.hz / 1000);
    g_source = Source::Lapic;
    return true;
}

void use_tick_of_pit()
{
    set_interrupt_handler(vectors::kPic + kTimerIrq, on_pit_tick);
    if (pit_arrives())
        g_source = Source::Pit;
    else
        kernel::warn(
            "no tick: IRQ 0 of the PIT does not arrive. Threads have to yield of their own accord, and "
            "time goes on while nobody runs");
}

LapicTimerRate lapic_timer_rate() { return g_timer; }

} // namespace arch

namespace hw {

bool start_tick(u32 hz) noexcept
{
    using namespace arch;
    CHECK(hz != 0);
    g_hz = hz;
    switch (g_source) {
    case Source::Nobody: return false;
    case Source::Lapic: start_lapic_tick(std::max(g_timer.hz / hz, 1u)); break;
    case Source::Pit: start_pit_tick(hz); break;
    }
    return true;
}

void wait_for_interrupt()
{
    if (arch::g_source == arch::Source::Nobody) [[unlikely]]
        return arch::wait_for_time();
    arch::sti_hlt();
}

} // namespace hw
