// SPDX-License-Identifier: MIT
// Why there is no area: what vmap(), demand_map() and thread stacks return instead of one.
#pragma once

#include "lib/result.hpp"
#include "lib/types.hpp"

namespace mm {

enum class VmapError : u8 {
    NoAddresses, ///< the vmap area has no stretch that is long enough
    NoFrames,    ///< lowmem has no frame for a page table, or (stacks) all RAM none for a page
};

/// Ends a sentence "...: ".
[[nodiscard]] constexpr char const* vmap_error_words(VmapError error)
{
    return error == VmapError::NoAddresses ? "the vmap area has no room" : "there is no free frame left";
}

template <class T> using VmapResult = lib::Result<T, VmapError>;

} // namespace mm
