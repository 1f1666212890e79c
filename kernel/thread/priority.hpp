// SPDX-License-Identifier: MIT
// How urgent a thread is: 32 levels, a larger one is more urgent.
#pragma once

#include "lib/types.hpp"

namespace kernel {

inline constexpr u32 kPriorities = 32;

/// Compare with < and >. Between the named ones any level 0 .. 31 will do: Priority{20}.
enum class Priority : u8 { Lowest = 0, Low = 8, Normal = 16, High = 24, Highest = 31 };

[[nodiscard]] constexpr u32 level(Priority priority) { return static_cast<u32>(priority); }

} // namespace kernel
