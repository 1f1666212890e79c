// SPDX-License-Identifier: MIT
// Which numbers about memory are believed where those of the loader cannot all be true. Pure. Later,
// mm/silent_ram.hpp looks whether what was believed is there.
#pragma once

#include "arch/x86_32/decode/cmos_memory.hpp"
#include "kernel/start/boot_info.hpp"

namespace boot {

/// Eight MiB, less what is not RAM below 1 MiB and what firmware keeps at the end.
inline constexpr u64 kLeastMemory = 7_MiB;

/// A map is believed if it has RAM where the kernel runs (the first of BootInfo::reserved), and enough of it.
/// Else the loader's two sizes take its place, if they can be true, or else those of the battery-backed
/// memory; BootInfo::remarks says so. Where none of them would do, the map stays.
void weigh_memory(kernel::BootInfo& info, arch::CmosMemory const& cmos);

} // namespace boot
