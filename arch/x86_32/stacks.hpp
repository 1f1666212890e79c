// SPDX-License-Identifier: MIT
// A stack that is part of the image, with the page below it that the final tables leave unmapped.
#pragma once

#include "lib/address.hpp"

#include <array>

namespace arch {

struct alignas(kPageSize) GuardedStack {
    std::array<std::byte, kPageSize> guard;
    std::array<std::byte, 4 * kPageSize> bytes;
};
static_assert(sizeof(GuardedStack) == 0x5000, "boot/entry.asm knows where the top is");

extern "C" GuardedStack boot_stack; ///< CPU 0's first stack, and the boot thread's

} // namespace arch
