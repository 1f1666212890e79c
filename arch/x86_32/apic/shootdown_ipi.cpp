// SPDX-License-Identifier: MIT
// Lends mm::Shootdown the instructions that it does not have itself.
#include "arch/x86_32/apic/shootdown_ipi.hpp"

#include "arch/x86_32/apic/cpu_numbers.hpp"
#include "arch/x86_32/apic/lapic.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/interrupts.hpp"
#include "arch/x86_32/cpu/vectors.hpp"
#include "lib/irq_guard.hpp"
#include "mm/flush_range.hpp"
#include "mm/shootdown.hpp"
#include "mm/shootdown_members.hpp"

namespace arch {

namespace {

constinit mm::Shootdown g_shootdown;

struct Port {
    void drop(VirtRange pages) { mm::flush_range(pages); }
    void interrupt(lib::CpuMask cpus)
    {
        for (; !cpus.empty(); cpus.remove(cpus.first())) interrupt_cpu(cpus.first(), vectors::kShootdown);
    }
    void breathe() { arch::pause(); } // not hw::pause(): shoot() serves by itself
};

void on_shootdown(u32)
{
    acknowledge_lapic();
    Port port;
    g_shootdown.serve(hw::cpu_index(), port);
}

} // namespace

void init_shootdown() { set_interrupt_handler(vectors::kShootdown, on_shootdown); }

void join_shootdown() { mm::join_shootdowns(g_shootdown, hw::cpu_index(), mm::drop_everything); }

void leave_shootdown(lib::CpuMask cpus) { mm::leave_shootdowns(g_shootdown, cpus); }

lib::CpuMask shootdown_targets() { return g_shootdown.joined(); }

void answer_shootdowns()
{
    // A hint: a caller with interrupts on may since have moved to another CPU, which nobody has asked. If
    // so, the interrupt finds the right one.
    // Proved by: shootdown_all_cpus_at_all_finish.
    if (!g_shootdown.asked(hw::cpu_index())) return;
    lib::IrqGuard const irqs_off; // from here on it is this CPU's own inbox
    Port port;
    g_shootdown.serve(hw::cpu_index(), port);
}

} // namespace arch

namespace hw {

// Every loop that waits for another CPU calls this, with interrupts on or off. The other CPU may be waiting
// for this one to drop a translation: without an answer here both would wait for ever (mm/shootdown.hpp).
// Proved by: shootdown_cpu_waiting_for_the_shooters_lock_answers.
void pause() noexcept
{
    arch::pause();
    arch::answer_shootdowns();
}

void flush_range_on(lib::CpuMask cpus, VirtRange pages) noexcept
{
    lib::IrqGuard const irqs_off; // one shoot() at a time on a CPU; and the thread stays on it
    arch::Port port;
    arch::g_shootdown.shoot(cpu_index(), cpus, pages, port);
}

void flush_range_everywhere(VirtRange pages) noexcept { flush_range_on(lib::CpuMask::all(), pages); }

} // namespace hw
