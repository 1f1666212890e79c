// SPDX-License-Identifier: MIT
// What a CPU says about itself, as arch/x86_32 reads it from CPUID. For the log and the tour; code that needs
// a feature asks arch for what it does, not for a bit.
#pragma once

#include "lib/text.hpp"

namespace kernel {

struct CpuInfo {
    lib::Text<12> vendor; ///< "GenuineIntel"
    lib::Text<48> name;   ///< the brand string without blanks at its ends; empty on CPUs older than it
    u32 family = 0, model = 0, stepping = 0;
    bool tsc = false, msr = false, apic = false;
    bool pse = false, pae = false, pge = false, pat = false, nx = false;
    /// Feature bits as CPUID gives them, for lists: leaf 1 EDX and ECX, leaf 0x8000'0001 EDX.
    u32 leaf1_edx = 0, leaf1_ecx = 0, extended_edx = 0;
    u8 phys_bits = 32; ///< MAXPHYADDR: bits above these are reserved in page-table entries
};

} // namespace kernel

namespace hw {

/// What the boot CPU says it can do. Usable from the very beginning.
[[nodiscard]] kernel::CpuInfo const& cpu_info() noexcept;

struct ControlRegisters {
    u32 cr0 = 0, cr2 = 0, cr3 = 0, cr4 = 0;
};
[[nodiscard]] ControlRegisters control_registers() noexcept;

} // namespace hw
