// SPDX-License-Identifier: MIT
// What each CPU needs besides the tables that mm/kernel_space.hpp builds. hw::load_page_tables() is here.
#pragma once

#include "lib/types.hpp"

namespace arch {

/// boot/early_paging.asm maps this much of physical memory at 0xC0000000.
inline constexpr u32 kEarlyMapBytes = 16u << 20;

} // namespace arch
