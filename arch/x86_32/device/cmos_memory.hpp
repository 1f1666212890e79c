// SPDX-License-Identifier: MIT
#pragma once

#include "arch/x86_32/decode/cmos_memory.hpp"

namespace arch {

/// What the battery-backed memory says about RAM now. Interrupts off, or nobody else at its ports.
[[nodiscard]] CmosMemory cmos_memory();

} // namespace arch
