// SPDX-License-Identifier: MIT
// What to do once booted: `run=tour,test:kmap*` as a list. Parsing only; kernel/run.hpp does it.
#pragma once

#include "lib/types.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace kernel {

enum class RunKind : u8 { Tour, Test, Bench, Monitor, Memtest, Board };
[[nodiscard]] std::string_view run_kind_name(RunKind kind);

struct RunItem {
    RunKind kind = RunKind::Tour;
    std::string_view argument; ///< behind the colon, or empty; a piece of the command line
    constexpr bool operator==(RunItem const&) const = default;
};

class RunList {
public:
    static constexpr u32 kMaxItems = 16;

    /// Items separated by commas, in order. Nothing if one is unknown or there are too many.
    [[nodiscard]] static std::optional<RunList> parse(std::string_view text);
    /// Just the tour: what happens without `run=`.
    [[nodiscard]] static RunList tour();

    [[nodiscard]] std::span<RunItem const> items() const { return std::span{items_}.first(count_); }

private:
    std::array<RunItem, kMaxItems> items_{};
    u32 count_ = 0;
};

} // namespace kernel
