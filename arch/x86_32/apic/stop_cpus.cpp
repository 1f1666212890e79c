// SPDX-License-Identifier: MIT
// First an ordinary interrupt, which finds each CPU between two instructions and in good order; then an NMI
// for those with interrupts off, such as one that waits for a lock that will never be free.
// Proved by: panic_stops_all_other_cpus.
#include "arch/x86_32/apic/cpu_numbers.hpp"
#include "arch/x86_32/apic/shootdown_ipi.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/interrupts.hpp"
#include "arch/x86_32/cpu/stop_request.hpp"
#include "arch/x86_32/cpu/vectors.hpp"
#include "arch/x86_32/device/stopwatch.hpp"
#include "kernel/hw/other_cpus.hpp"
#include "lib/atomic.hpp"
#include "lib/cpu_mask.hpp"

namespace arch {

namespace {

constexpr u32 kStopPatience = 100'000; // microseconds; the panic goes on even if a CPU cannot be stopped

constinit lib::Atomic<u32> g_to_stop = 0; // one bit a CPU
constinit lib::Atomic<u32> g_stopped = 0;

[[noreturn]] void stop_here()
{
    cli();
    g_stopped.fetch_or(lib::CpuMask::of(hw::cpu_index()).bits(), lib::MemoryOrder::SeqCst);
    for (;;) hlt(); // an NMI ends it
}

void on_stop(u32) { stop_here(); }

lib::CpuMask not_stopped(lib::CpuMask cpus)
{
    return lib::CpuMask::from_bits(cpus.bits() & ~g_stopped.load(lib::MemoryOrder::SeqCst));
}

bool wait_until_stopped(lib::CpuMask cpus)
{
    return wait_for(kStopPatience, [=] { return not_stopped(cpus).empty(); });
}

template <class Interrupt> void for_each(lib::CpuMask cpus, Interrupt interrupt)
{
    for (; !cpus.empty(); cpus.remove(cpus.first())) interrupt(cpus.first());
}

} // namespace

void init_stop() { set_interrupt_handler(vectors::kStop, on_stop); }

void stop_if_told()
{
    if (lib::CpuMask::from_bits(g_to_stop.load(lib::MemoryOrder::SeqCst)).contains(hw::cpu_index()))
        stop_here();
}

} // namespace arch

namespace hw {

lib::CpuMask stop_other_cpus() noexcept
{
    using namespace arch;
    auto const others = shootdown_targets().without(cpu_index());
    if (others.empty()) return others;
    g_to_stop.fetch_or(others.bits(), lib::MemoryOrder::SeqCst);
    for_each(others, [](u32 cpu) { interrupt_cpu(cpu, vectors::kStop); });
    if (!wait_until_stopped(others)) {
        for_each(not_stopped(others), interrupt_cpu_unmaskably);
        static_cast<void>(wait_until_stopped(others));
    }
    // Nobody waits for their answers any more. Proved by: panic_shootdown_afterwards_asks_nobody.
    leave_shootdown(others);
    return not_stopped(others);
}

} // namespace hw
