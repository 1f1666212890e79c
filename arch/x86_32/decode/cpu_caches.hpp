// SPDX-License-Identifier: MIT
// Which caches a CPU has, from CPUID. Pure, so that tests can feed it the leaves of any CPU.
#pragma once

#include "arch/x86_32/decode/cpuid.hpp"
#include "kernel/hw/caches.hpp"

namespace arch {

/// In whichever of the three ways this CPU describes them. Empty where it has none.
[[nodiscard]] kernel::CacheList decode_caches(CpuidSubleafReader cpuid);

} // namespace arch
