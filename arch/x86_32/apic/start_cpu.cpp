// SPDX-License-Identifier: MIT
// Starting CPUs one after the other, and giving up on those that stay silent. Any of them may be missing,
// broken, or late; whatever it does, it must not run on what has since been given to another one.
// Proved by: smp_cpu_that_does_not_answer_is_given_up.
#include "arch/x86_32/apic/ap_trampoline.hpp"
#include "arch/x86_32/apic/cpu_numbers.hpp"
#include "arch/x86_32/apic/lapic.hpp"
#include "arch/x86_32/apic/shootdown_ipi.hpp"
#include "arch/x86_32/cpu/init_cpu.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/machine_check.hpp"
#include "arch/x86_32/device/stopwatch.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/other_cpus.hpp"
#include "kernel/hw/paging.hpp"
#include "kernel/start/start_cpus.hpp"
#include "lib/atomic.hpp"
#include "lib/irq_guard.hpp"
#include "mm/protection.hpp"

namespace arch {

namespace {

// Microseconds between INIT and the first start-up interrupt, and from there to the second (SDM 3A, 8.4.4.1).
constexpr u32 kAfterInit = 10'000;
constexpr u32 kAfterStartup = 200;
// How long a CPU may take before it is given up. A live one needs a fraction of a millisecond; on an
// emulator it also waits until the host has time for it.
constexpr u32 kStartPatience = 2'000'000;

constinit VirtAddr g_double_fault_top;    // of the CPU that is being started
constinit lib::Atomic<u32> g_arrived = 0; // number of the CPU that came last

bool send(u8 apic_id, Delivery delivery, u32 vector = 0)
{
    lib::IrqGuard const irqs_off;
    return send_ipi(apic_id, delivery, vector);
}

bool wait_until_arrived(u32 index)
{
    return wait_for(kStartPatience, [=] { return g_arrived.load(lib::MemoryOrder::Acquire) == index; });
}

// INIT, start-up, and another start-up if the first had no effect. False if the local APIC does not send.
bool wake(u8 apic_id, ApTrampoline const& trampoline)
{
    auto const entered = [&] { return trampoline.entered(); };
    if (!send(apic_id, Delivery::Init)) return false;
    delay(kAfterInit);
    for (int attempt = 0; attempt < 2 && !entered(); ++attempt) {
        if (!send(apic_id, Delivery::Startup, trampoline.page_number())) return false;
        static_cast<void>(wait_for(kAfterStartup, entered));
    }
    return true;
}

} // namespace

// The first C++ on this CPU; ap_trampoline.asm calls it.
extern "C" [[noreturn]] void arch_start_secondary(u32 index);
void arch_start_secondary(u32 index)
{
    hw::enable_entry_features(mm::entry_features().nx_high != 0);
    init_cpu(index, g_double_fault_top);
    enable_machine_checks();
    say_old_machine_checks();
    // INIT leaves the mode as it is. A CPU that is stuck in it reaches nobody: it waits to be given up.
    while (leave_x2apic(hw::cpu_info().family) == LapicMode::Stuck) hlt();
    enable_lapic(LapicWire::Masked);
    // What its own APIC says, not what firmware said: only that reaches it.
    number_cpu(index, lapic_id());
    join_shootdown();
    g_arrived.store(index, lib::MemoryOrder::Release);
    kernel::run_secondary();
}

} // namespace arch

namespace hw {

bool start_cpu(u32 index, u32 hardware_id, CpuStart const& start, Pfn page)
{
    using namespace arch;
    auto const apic_id = static_cast<u8>(hardware_id);
    g_double_fault_top = start.double_fault_top;
    ApTrampoline trampoline{page, index, start};
    trampoline.open();
    if (wake(apic_id, trampoline) && wait_until_arrived(index)) return true;
    if (trampoline.shut() && wait_until_arrived(index)) return true; // it came at the last moment
    // Back to where INIT leaves a CPU: waiting for a start-up interrupt, which never comes.
    static_cast<void>(send(apic_id, Delivery::Init));
    return false;
}

} // namespace hw
