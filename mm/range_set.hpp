// SPDX-License-Identifier: MIT
// A set of addresses or frames, kept as sorted pieces that neither overlap nor touch. Fixed capacity, since
// it works before there is memory to allocate: when there are too many pieces, the set loses members and
// never gains any, so that an overflow wastes memory instead of handing out what is not there.
#pragma once

#include "lib/types.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace mm {

/// `Range` has begin and end (exclusive) that compare; see lib/address.hpp.
template <class Range, std::size_t Capacity> class RangeSet {
public:
    [[nodiscard]] constexpr std::span<Range const> pieces() const { return {pieces_.data(), size_}; }

    /// Unites with `range`. An empty range changes nothing. False if a piece did not fit and was left out.
    constexpr bool add(Range range)
    {
        if (!(range.begin < range.end)) return true;
        auto* const first =
            std::find_if(begin(), end(), [&](Range const& piece) { return piece.end >= range.begin; });
        auto* const last =
            std::find_if(first, end(), [&](Range const& piece) { return range.end < piece.begin; });
        if (first != last) { // these pieces merge into one
            range.begin = std::min(range.begin, first->begin);
            range.end = std::max(range.end, (last - 1)->end);
        }
        return replace(first, last, &range, 1);
    }

    /// Takes `range` out. False if a remaining piece did not fit and was also left out.
    constexpr bool remove(Range range)
    {
        if (!(range.begin < range.end)) return true;
        auto* const first =
            std::find_if(begin(), end(), [&](Range const& piece) { return range.begin < piece.end; });
        auto* const last =
            std::find_if(first, end(), [&](Range const& piece) { return range.end <= piece.begin; });
        if (first == last) return true;
        std::array<Range, 2> rest{};
        std::size_t count = 0;
        if (first->begin < range.begin) rest[count++] = Range{first->begin, range.begin};
        if (range.end < (last - 1)->end) rest[count++] = Range{range.end, (last - 1)->end};
        return replace(first, last, rest.data(), count);
    }

private:
    constexpr Range* begin() { return pieces_.data(); }
    constexpr Range* end() { return pieces_.data() + size_; }

    /// Pieces [first, last) give way to `count` others, which lie in the same gap. What does not fit of
    /// those is left out from the end.
    constexpr bool replace(Range* first, Range* last, Range const* others, std::size_t count)
    {
        auto const removed = static_cast<std::size_t>(last - first);
        auto const kept = std::min(count, Capacity - size_ + removed);
        auto* const new_end = end() - removed + kept;
        if (kept < removed) {
            std::copy(last, end(), first + kept);
        } else {
            std::copy_backward(last, end(), new_end);
        }
        std::copy_n(others, kept, first);
        size_ = static_cast<std::size_t>(new_end - begin());
        return kept == count;
    }

    std::array<Range, Capacity> pieces_{};
    std::size_t size_ = 0;
};

} // namespace mm
