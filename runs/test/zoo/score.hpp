// SPDX-License-Identifier: MIT
// Counts the rows of runs/test/zoo/rows.md, the list of real bugs, that the specimens stand for, by what
// became of them.
#pragma once

#include "runs/test/zoo/specimen.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace kernel::zoo {

inline constexpr u32 kLeastCovered = 64;   ///< rows, of the 74 there are
inline constexpr u32 kLeastPrevented = 60; ///< detected at once, or impossible by type

/// What became of a specimen in this run.
enum class Outcome : u8 { NotRun, AsExpected, Missed, Skipped };

struct Score {
    u32 at_once = 0;
    u32 later = 0;
    u32 by_type = 0;
    u32 never = 0;
    u32 missed = 0;    ///< promised, and not detected
    u32 not_shown = 0; ///< not run, or this machine cannot show it
    [[nodiscard]] u32 covered() const { return at_once + later + by_type + never; }
    [[nodiscard]] u32 prevented() const { return at_once + by_type; }
};

/// `outcomes` has an entry for each specimen.
[[nodiscard]] Score count_rows(std::span<Specimen const> specimens, std::span<Outcome const> outcomes);

/// Whether every row stands for itself: one that two specimens claim would count twice.
[[nodiscard]] consteval bool rows_are_claimed_once(std::span<Specimen const> specimens)
{
    std::array<std::string_view, 128> seen{};
    std::size_t count = 0;
    for (Specimen const& specimen : specimens) {
        for (std::string_view rest = specimen.rows; !rest.empty();) {
            std::string_view const row = rest.substr(0, rest.find(' '));
            rest.remove_prefix(std::min(row.size() + 1, rest.size()));
            if (std::ranges::find(seen, row) != seen.end()) return false;
            seen.at(count++) = row;
        }
    }
    return true;
}

} // namespace kernel::zoo
