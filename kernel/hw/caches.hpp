// SPDX-License-Identifier: MIT
// The caches of a CPU, as it lists them. For people: nothing in the kernel depends on their sizes.
#pragma once

#include "lib/bounded_list.hpp"

namespace kernel {

struct Cache {
    enum class Kind : u8 { Data, Instructions, Unified };
    static constexpr u32 kFullyAssociative = 0xFFFF;

    Kind kind = Kind::Unified;
    u8 level = 1;
    u32 kib = 0;
    u32 ways = 0; ///< 0: it does not say
    u32 line_bytes = 0;

    constexpr bool operator==(Cache const&) const = default;
};

using CacheList = lib::BoundedList<Cache, 8>;

} // namespace kernel
