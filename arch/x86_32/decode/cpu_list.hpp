// SPDX-License-Identifier: MIT
// Filling in the list of CPUs: madt.cpp and mp_table.cpp both do, and start_cpus.cpp works from it.
#pragma once

#include "kernel/hw/cpu_list.hpp"

namespace arch {

using kernel::Complaints;
using kernel::CpuList;
using kernel::InterruptOverride;
using kernel::IoApic;
using kernel::kUsualLapic;

/// Adds a CPU as a table entry describes it. Anything that makes it unusable is counted or complained
/// about.
void add_cpu(CpuList& list, u32 apic_id, bool enabled);

/// Complains about what add_cpu() counted. Once, when the table has been read.
void finish(CpuList& list);

} // namespace arch
