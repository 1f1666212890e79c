// SPDX-License-Identifier: MIT
// Which CPUs there are, by whatever firmware has to say: ACPI first, else the MP table, else there is one.
// Read next: start_cpus.hpp, which finds out who really answers.
#pragma once

#include "arch/x86_32/decode/cpu_list.hpp"
#include "arch/x86_32/decode/physical_table.hpp"

namespace arch {

/// Fills in `list`, which is new. Never fails: with nothing to be believed it stays empty (Source::None) and
/// says why. By reference, because it is large for a kernel stack.
void find_firmware_cpus(PhysicalReader& reader, CpuList& list);

} // namespace arch
