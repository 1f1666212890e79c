// SPDX-License-Identifier: MIT
// Who may see which frame: what kmap_local promises to the thread that runs, and to the interrupt above it.
#pragma once

#include "lib/address.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace sim {

/// The mappings of a thread and of the interrupts that borrow its stack, the innermost last.
class Model {
public:
    /// `page` of the window is about to show `pfn`, and until end_map() may show it or nothing.
    void begin_map(u32 page, Pfn pfn) { mappings_.push_back({page, pfn, false}); }
    void end_map() { mappings_.back().settled = true; }
    /// Likewise, the innermost is about to go.
    void begin_unmap() { mappings_.back().settled = false; }
    void end_unmap() { mappings_.pop_back(); }

    [[nodiscard]] std::size_t depth() const { return mappings_.size(); }
    [[nodiscard]] u32 innermost_page() const { return mappings_.back().page; }
    /// Does `page` belong to a mapping made at this depth or further in?
    [[nodiscard]] bool holds_from(std::size_t depth, u32 page) const
    {
        auto const from = mappings_.begin() + static_cast<std::ptrdiff_t>(std::min(depth, mappings_.size()));
        return std::any_of(from, mappings_.end(), [page](auto const& each) { return each.page == page; });
    }

    /// May an access to `page` reach `seen`, or fault if that is nothing? An interrupt uses the page that the
    /// interrupted call is about to take, or has just given back: the innermost decides.
    [[nodiscard]] bool allows(u32 page, std::optional<Pfn> seen) const
    {
        auto const found = std::find_if(mappings_.rbegin(), mappings_.rend(),
                                        [page](auto const& each) { return each.page == page; });
        if (found == mappings_.rend()) return !seen;
        return seen ? *seen == found->pfn : !found->settled;
    }

private:
    struct Mapping {
        u32 page = 0;
        Pfn pfn;
        bool settled = false;
    };
    std::vector<Mapping> mappings_;
};

} // namespace sim
