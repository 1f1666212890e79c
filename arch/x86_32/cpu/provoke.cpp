// SPDX-License-Identifier: MIT
// Exceptions on purpose, for tests of how they are reported.
#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/hw/machine.hpp"
#include "kernel/hw/trap.hpp"

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

} // namespace hw
