// SPDX-License-Identifier: MIT
// Which caches a CPU has, out of CPUID. Pure, so that tests can feed it the leaves of any CPU.
#pragma once

#include "arch/x86_32/decode/cpuid.hpp"
#include "kernel/hw/caches.hpp"

namespace arch {

/// By whichever of the three ways this CPU knows to tell. Empty where it knows none.
[[nodiscard]] kernel::CacheList decode_caches(CpuidSubleafReader cpuid);

} // namespace arch
