// SPDX-License-Identifier: MIT
// How long the boot took, for kernel/start/facts.cpp. Defined by arch/x86_32/device/cycles.cpp.
#pragma once

#include "lib/types.hpp"

namespace hw {

/// cycles() when this kernel's first C++ ran, some thousand instructions after its first; 0 without a
/// counter.
[[nodiscard]] u64 cycles_at_start() noexcept;

} // namespace hw
