// SPDX-License-Identifier: MIT
// The register that says where a CPU's local APIC is and which mode it is in (SDM 3A, 10.4.3, 10.12.5). Pure:
// the register is given.
#pragma once

#include "lib/types.hpp"

namespace arch {

inline constexpr u32 kApicBaseMsr = 0x1B;
inline constexpr u64 kApicOn = 1u << 11, kApicX2Mode = 1u << 10;

/// Brings a local APIC that is in x2APIC mode, where its registers are in no page, back into xAPIC mode. The
/// only way leads through off, which forgets all that is pending, and every vector. `value`: the register's;
/// `write(u64)` is false if the CPU refuses or forgets it: firmware can lock the mode. Returns whether it is
/// in xAPIC mode now, or off as it was.
template <class Write> [[nodiscard]] bool leave_x2apic_mode(u64 value, Write&& write)
{
    if ((value & kApicX2Mode) == 0) return true;
    u64 const off = value & ~(kApicOn | kApicX2Mode);
    return write(off) && write(off | kApicOn);
}

} // namespace arch
