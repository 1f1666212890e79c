// SPDX-License-Identifier: MIT
// Starting other CPUs, and stopping them. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include "lib/address.hpp"
#include "lib/cpu_mask.hpp"

#include <span>

namespace hw {

/// The other CPUs that firmware lists, by their APIC ids. Some may not be there. After init_interrupts().
[[nodiscard]] std::span<u32 const> other_cpus() noexcept;

struct CpuStart {
    PhysAddr root;             ///< its page tables (mm/cpu_space.hpp)
    VirtAddr stack_top;        ///< what it starts on
    VirtAddr double_fault_top; ///< the end of 8 KiB or more for its double-fault task
};
/// Starts the CPU with APIC id `hardware_id`. It becomes CPU `index`, whose block in kernel/thread/cpu.hpp
/// names a thread as `current`, and calls kernel::run_secondary(). `page` is a frame of RAM below 1 MiB and
/// above frame 0 that nothing else uses. False if the CPU does not answer within some seconds: it has then
/// been told to stay where it is, and index and `start` can be used again. Boot CPU.
[[nodiscard]] bool start_cpu(u32 index, u32 hardware_id, CpuStart const& start, Pfn page);

/// Stops every other CPU for good, wherever it is, with interrupts off. For panics; any context. Returns
/// those that could not be stopped within a bounded time.
[[nodiscard]] lib::CpuMask stop_other_cpus() noexcept;

} // namespace hw
