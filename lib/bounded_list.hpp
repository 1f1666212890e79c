// SPDX-License-Identifier: MIT
// A list in a fixed buffer, for what firmware reports: nobody knows how much there is, and there is no heap
// when it is read. Like lib/text.hpp it never overflows and remembers what did not fit.
#pragma once

#include "lib/types.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace lib {

template <class Item, std::size_t Capacity> class BoundedList {
public:
    /// Appends `item`, or counts it as left out when the list is full.
    constexpr void push(Item const& item)
    {
        if (size_ == Capacity) {
            ++left_out_;
            return;
        }
        items_[size_++] = item;
    }

    [[nodiscard]] constexpr std::span<Item const> view() const { return {items_.data(), size_}; }
    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
    [[nodiscard]] constexpr u32 left_out() const { return left_out_; } ///< pushed and not kept
    [[nodiscard]] constexpr bool contains(Item const& item) const
    {
        return std::find(items_.begin(), items_.begin() + size_, item) != items_.begin() + size_;
    }
    constexpr Item const& operator[](std::size_t index) const { return view()[index]; }
    [[nodiscard]] constexpr auto begin() const { return view().begin(); }
    [[nodiscard]] constexpr auto end() const { return view().end(); }

private:
    std::array<Item, Capacity> items_{};
    std::size_t size_ = 0;
    u32 left_out_ = 0;
};

} // namespace lib
