// SPDX-License-Identifier: MIT
// Which part of the address map an address lies in, in words, for reports and the address-space table.
#pragma once

#include "mm/layout.hpp"
#include "mm/window_design.hpp"

#include <array>
#include <span>

namespace mm {

struct Region {
    VirtRange range;
    char const* name; ///< a literal
};

/// The parts of mm/layout.hpp in ascending order. What lies between them is never mapped.
inline constexpr std::array<Region, 6> kRegions{{
    {layout::kThreadWindow, "the window of a thread"},
    {layout::kDirectMap, "the direct map of lowmem"},
    {layout::kVmapArea, "the vmap area"},
    {layout::kKmapWindow, "the kmap window"},
    {layout::kFixmapDevices, "the fixmap's device pages"},
    {layout::kLocalWindows, "the kmap_local slots"},
}};

/// Those of this boot: with window=cpu no thread has a window.
[[nodiscard]] inline std::span<Region const> regions()
{
    return std::span{kRegions}.subspan(windows_of_threads() ? 0 : 1);
}

/// "the kmap window", or "no region of the kernel".
[[nodiscard]] inline char const* region_name(VirtAddr address)
{
    for (Region const& region : regions()) {
        if (region.range.contains(address)) return region.name;
    }
    return address < layout::kKernelBase ? "no region of the kernel, below all of them"
                                         : "a gap between regions";
}

} // namespace mm
