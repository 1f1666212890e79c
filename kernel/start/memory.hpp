// SPDX-License-Identifier: MIT
// From the firmware's memory map to a running frame allocator on the final page tables.
#pragma once

#include "kernel/start/boot_info.hpp"
#include "kernel/start/command_line.hpp"
#include "mm/kernel_space.hpp"

namespace kernel {

/// What start_memory() found and decided. A few KiB: too large for a kernel stack.
struct Memory {
    Memory(std::span<mm::FirmwareRange const> listed, std::span<mm::ReservedRange const> in_use,
           mm::MemoryLimits const& limits)
        : firmware{listed}, map{listed, in_use, limits}
    {
    }

    std::span<mm::FirmwareRange const> firmware; ///< as the loader listed it
    mm::MemoryMap map;
    mm::LowmemPlan plan;
    std::optional<FrameRange> log_frames; ///< where the log is kept over a reset, in lowmem
    /// Below 1 MiB and kept free, for starting other CPUs; nothing on a machine without RAM there.
    std::optional<Pfn> start_up_frame;
};

/// Called with the early tables loaded; on return the final ones are, and everybody can use frames and
/// kmap_local. Ends the run with `refused` on a machine with too little memory. Once, boot CPU. The result
/// lives for ever, as must `boot`.
Memory const& start_memory(BootInfo const& boot, CommandLine const& line);

/// What start_memory() returned.
[[nodiscard]] Memory const& memory();

} // namespace kernel
