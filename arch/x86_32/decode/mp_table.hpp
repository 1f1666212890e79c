// SPDX-License-Identifier: MIT
// The MultiProcessor table (Intel MultiProcessor Specification 1.4), the list of CPUs on boards from before
// ACPI, and on newer ones whose ACPI tables are damaged.
//
//   EBDA, end of base memory or 0xF_0000..       anywhere below 4 GiB
//   [floating pointer: "_MP_", feature] -------> ["PCMP" header][CPU][CPU][bus][I/O APIC][line]...
//                      feature 1..7: no table, two CPUs on a standard board
#pragma once

#include "arch/x86_32/decode/cpu_list.hpp"
#include "arch/x86_32/decode/physical_table.hpp"

namespace arch {

/// Searches for the floating pointer and reads what it leads to. `list` stays as it is, except for
/// complaints, where there is none that can be believed. Interrupt lines are not read: without ACPI they
/// stay at the 8259.
void read_mp_table(PhysicalReader& reader, CpuList& list);

} // namespace arch
