// SPDX-License-Identifier: MIT
// The simulated machine's physical memory: 64 GiB of host address space that costs only what is touched, so
// frames lie above 4 GiB as they do on a real PC. Read next: tests/sim/mmu.hpp.
#pragma once

#include "lib/address.hpp"

namespace sim {

inline constexpr u64 kRamBytes = 64_GiB;

/// The host's pointer to a byte of physical memory; the test fails loudly if there is no such byte. Adjacent
/// frames are adjacent here too.
[[nodiscard]] std::byte* ram(PhysAddr address);

/// Physical memory is all zeros again.
void clear_ram();

} // namespace sim
