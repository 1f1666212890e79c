// SPDX-License-Identifier: MIT
// Every vector's way from traps.asm to whoever handles it.
#include "arch/x86_32/apic/lapic.hpp"
#include "arch/x86_32/cpu/interrupts.hpp"
#include "arch/x86_32/cpu/stop_request.hpp"
#include "kernel/hw/trap.hpp"

namespace arch {
namespace {

constexpr u32 kExceptions = 32; // vectors below are the CPU's own
constexpr u32 kNonMaskable = 2;

// pushad stores ESP as it was when pushad began, that is, with vector, error code and the CPU's three words
// on the stack already.
void correct_stack_pointer(kernel::TrapFrame& frame) { frame.esp += 5 * sizeof(u32); }

// A local APIC left on with one of these would otherwise pass for an exception; lower ones it cannot send.
bool is_exception(u32 vector)
{
    constexpr u32 kFirstOfApic = 16;
    return vector < kExceptions && !(vector >= kFirstOfApic && lapic_in_service(vector));
}

extern "C" void arch_on_trap(kernel::TrapFrame& frame);
void arch_on_trap(kernel::TrapFrame& frame)
{
    correct_stack_pointer(frame);
    if (frame.vector == kNonMaskable) stop_if_told();
    if (is_exception(frame.vector))
        kernel::on_exception(frame);
    else
        handle_interrupt(frame.vector);
}

} // namespace
} // namespace arch
