// SPDX-License-Identifier: MIT
// What is done only on purpose: exceptions for tests of how they are reported, an exception after each
// instruction (single_step.asm), a known number of nops for the benchmarks (probes.asm).
#include "kernel/hw/provoke.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/hw/cycles.hpp"
#include "kernel/hw/trap.hpp"

extern "C" void arch_call_stepped(void (*function)(void*), void* argument);
extern "C" void arch_1000_nops();
extern "C" void arch_no_nops();

namespace hw {

void provoke(u32 vector)
{
    constexpr u16 kBeyondEverySegment = 0xFFF8;
    switch (vector) {
    case kernel::vector::kDivideError: arch::div(0); break;
    case kernel::vector::kBreakpoint: arch::int3(); break;
    case kernel::vector::kInvalidOpcode: arch::ud2(); break;
    case kernel::vector::kGeneralProtection: arch::load_es(kBeyondEverySegment); break;
    default: break;
    }
}

void call_stepped(void (*function)(void*), void* argument) { arch_call_stepped(function, argument); }

void call_1000_nops() noexcept { arch_1000_nops(); }
void call_no_nops() noexcept { arch_no_nops(); }

} // namespace hw
