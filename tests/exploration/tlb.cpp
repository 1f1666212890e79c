// SPDX-License-Identifier: MIT
#include "tests/exploration/tlb.hpp"

#include "mm/pae.hpp"

#include <cstdlib>

namespace exploration {

void Tlb::may_find(u32 page, u64 entry)
{
    if ((entry & mm::Pte::kPresent) == 0) return;
    for (u64& each : pages_[page]) {
        if (each == 0) each = entry;
        if (each == entry) return;
    }
    std::abort();
}

} // namespace exploration
