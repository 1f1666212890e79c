// SPDX-License-Identifier: MIT
// The answer of the CPUID instruction as a value; apart from the instruction, so that tests do not need it.
#pragma once

#include "lib/types.hpp"

namespace arch {

struct CpuidLeaf {
    u32 eax = 0, ebx = 0, ecx = 0, edx = 0;
};

/// Answers one leaf, subleaf 0.
using CpuidReader = CpuidLeaf (*)(u32 leaf);
/// Answers any subleaf.
using CpuidSubleafReader = CpuidLeaf (*)(u32 leaf, u32 subleaf);

} // namespace arch
