// SPDX-License-Identifier: MIT
// The Multiple APIC Description Table, the list of CPUs on every PC since about 2000. Old boards have the MP
// table instead (mp_table.hpp); firmware_cpus.cpp chooses.
#pragma once

#include "arch/x86_32/decode/cpu_list.hpp"
#include "arch/x86_32/decode/physical_table.hpp"

namespace arch {

/// What the MADT says. `table` comes from acpi_tables.hpp: its length and checksum are right, but its
/// contents are still believed only line by line.
void read_madt(PhysicalTable const& table, CpuList& list);

} // namespace arch
