// SPDX-License-Identifier: MIT
#include "kernel/thread/tick.hpp"

#include "kernel/hw/current.hpp"
#include "kernel/thread/balance.hpp"
#include "kernel/thread/clock.hpp"
#include "kernel/thread/cpu.hpp"
#include "kernel/thread/timer.hpp"
#include "kernel/thread/watchdog.hpp"

namespace kernel {

namespace {

constexpr u32 kTimekeeper = 0;    // this CPU counts the ticks of which everybody's time consists
constexpr u32 kBalanceTicks = 16; // 64 ms at 250 Hz

// CPUs look at different ticks; otherwise all would run to the same victim.
bool balance_is_due(Cpu const& cpu) { return (clock::now().count + cpu.index) % kBalanceTicks == 0; }

} // namespace

void tick()
{
    Cpu& cpu = hw::this_cpu();
    if (cpu.index == kTimekeeper) clock::advance();
    expire_timers();
    if (balance_is_due(cpu)) static_cast<void>(take_work(cpu));
    watch_next_cpu();
    cpu.turn_over = true;
    ask_for_switch(); // even if nobody else is ready: that the CPU looks is what the watchdog waits for
}

} // namespace kernel
