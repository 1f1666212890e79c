// SPDX-License-Identifier: MIT
// What stands on the screen while memory is tested, redrawn in place: all at a glance. Wording only.
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"

#include <array>
#include <span>

namespace kernel::memtest {

struct PanelView {
    u32 mebibytes = 0; ///< under test
    u32 cpus = 0;
    u32 pass = 1;                  ///< the one that runs
    u32 passes = 0;                ///< that were asked for; 0: no end
    std::string_view pattern;      ///< its name
    u32 percent = 0;               ///< of this pass
    u32 rate = 0;                  ///< MiB read and written a second; 0: too early to say
    u32 seconds = 0;               ///< since the beginning
    u32 seconds_left = 0;          ///< of this pass, if the rate is known
    u64 errors = 0;                ///< bad words
    std::span<PhysAddr const> bad; ///< where the first of them are
};

inline constexpr u32 kPanelRows = 11;
using PanelRow = lib::Text<80>;

/// Row by row, from the top. Of the bad addresses the first eight fit.
[[nodiscard]] std::array<PanelRow, kPanelRows> panel_rows(PanelView const& view);

} // namespace kernel::memtest
