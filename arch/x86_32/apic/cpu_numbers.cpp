// SPDX-License-Identifier: MIT
#include "arch/x86_32/apic/cpu_numbers.hpp"

#include "arch/x86_32/apic/lapic.hpp"
#include "lib/check.hpp"
#include "lib/irq_guard.hpp"
#include "lib/processor.hpp"

#include <array>

namespace arch {

namespace {

// Each written by its CPU before anybody can have a reason to interrupt it.
constinit std::array<u8, kMaxCpus> g_apic_ids{};

// Interrupts off: the command register has two halves, and a handler in between would use it too. An APIC
// that does not send is no reason to stop here; the caller that waits for the effect notices that it does
// not come.
// Proved by: smp_interrupt_reaches_its_cpu_whatever_a_handler_sends,
// planted/handler_sends_between_the_halves_of_a_command.
void send_to(u32 index, Delivery delivery, u32 vector)
{
    CHECK(index < kMaxCpus);
    lib::IrqGuard const irqs_off;
    static_cast<void>(send_ipi(g_apic_ids[index], delivery, vector));
}

} // namespace

void number_cpu(u32 index, u8 apic_id)
{
    CHECK(index < kMaxCpus);
    g_apic_ids[index] = apic_id;
}

u8 apic_id_of(u32 index)
{
    CHECK(index < kMaxCpus);
    return g_apic_ids[index];
}

void interrupt_cpu(u32 index, u32 vector) { send_to(index, Delivery::Fixed, vector); }
void interrupt_cpu_unmaskably(u32 index) { send_to(index, Delivery::Nmi, 0); }

} // namespace arch
