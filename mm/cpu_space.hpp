// SPDX-License-Identifier: MIT
// What each CPU has in CR3: a pointer table of its own, and behind it one directory of its own. Everything
// else is shared.
//
//   pointer table of a CPU
//
//     [0], [1]  0x0000_0000  -->  empty, shared by all CPUs
//     [2]       0x8000_0000  -->  this CPU's directory: its first entry shows a thread's window
//     [3]       0xC000_0000  -->  the kernel's directory, shared by all CPUs
//
// A table that is added to the kernel's directory is there for everybody at once.
// The CPU copies all four entries when it loads CR3 (SDM 3A, 4.4.1), so none of them ever changes.
#pragma once

#include "lib/address.hpp"
#include "mm/pae.hpp"

#include <optional>

namespace mm {

struct CpuSpace {
    PhysAddr root;             ///< for CR3
    PteSlot* window = nullptr; ///< the first entry of this CPU's directory
};

/// The space of the CPU that boots, which build_kernel_space() has made.
[[nodiscard]] CpuSpace boot_cpu_space();

/// One for another CPU, for good: CPUs that run never go away. Takes two frames of lowmem; nothing if there
/// are none left. Any context but NMI.
[[nodiscard]] std::optional<CpuSpace> make_cpu_space();

} // namespace mm
