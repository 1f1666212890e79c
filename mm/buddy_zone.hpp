// SPDX-License-Identifier: MIT
// One zone of the buddy allocator. A block of order k starts at a multiple of 2^k frames; its buddy is the
// block whose number differs in bit k, and two free buddies melt into a block of order k+1.
#pragma once

#include "lib/spin_lock.hpp"
#include "mm/frame_info.hpp"

#include <array>
#include <optional>
#include <span>

namespace mm {

class BuddyZone {
public:
    static constexpr u32 kMaxOrder = 10;
    static constexpr u32 kOrders = kMaxOrder + 1;

    constexpr BuddyZone() = default;
};

} // namespace mm
