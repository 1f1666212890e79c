// SPDX-License-Identifier: MIT
// Which CPUs there are, according to firmware: ACPI first, then the MP table, and otherwise there is one.
// Read next: kernel/start/start_cpus.hpp, which finds out which of them really answer.
#pragma once

#include "arch/x86_32/decode/cpu_list.hpp"
#include "arch/x86_32/decode/physical_table.hpp"
#include "kernel/start/boot_info.hpp"

namespace arch {

/// Fills in `list`, which must be new; `anchor` is what a boot loader has handed over of ACPI. Never fails:
/// if nothing can be believed, it stays empty (Source::None) and says why. By reference, because it is large
/// for a kernel stack.
void find_firmware_cpus(PhysicalReader& reader, kernel::RsdpCopy const& anchor, CpuList& list);

} // namespace arch
