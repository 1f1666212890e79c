// SPDX-License-Identifier: MIT
// Which CPUs there are, by whatever firmware has to say: ACPI first, else the MP table, else there is one.
// Read next: start_cpus.hpp, which finds out who really answers.
#pragma once

#include "arch/x86_32/cpu_list.hpp"
#include "arch/x86_32/physical_table.hpp"

namespace arch {

/// Never fails: with nothing to be believed the list is empty (Source::None) and says why.
[[nodiscard]] CpuList find_firmware_cpus(PhysicalReader& reader);

} // namespace arch
