// SPDX-License-Identifier: MIT
// A place in memory as a person types it: a virtual address, or a physical one after "phys:", or a frame's
// number after "pfn:".
#pragma once

#include "lib/address.hpp"

#include <optional>
#include <string_view>

namespace kernel::monitor {

class Place {
public:
    constexpr explicit Place(VirtAddr address) : virtual_{true}, raw_{address.raw()} {}
    constexpr explicit Place(PhysAddr address) : raw_{address.raw()} {}

    /// "0xc0100000", "phys:0x123456000", "pfn:0x123456"; nothing if it is none of these, or beyond what an
    /// address of its kind can be.
    [[nodiscard]] static std::optional<Place> parse(std::string_view text);

    /// Where a number is that parse() does not take because it is too large, in words; empty if `text` is no
    /// number.
    [[nodiscard]] static std::string_view too_far(std::string_view text);

    [[nodiscard]] bool is_virtual() const { return virtual_; }
    [[nodiscard]] VirtAddr virtual_address() const { return VirtAddr{static_cast<u32>(raw_)}; }
    [[nodiscard]] PhysAddr physical_address() const { return PhysAddr{raw_}; } ///< of a physical place

    /// That many bytes further; nothing past the end of its address space.
    [[nodiscard]] std::optional<Place> plus(u64 bytes) const;

    constexpr bool operator==(Place const&) const = default;

private:
    bool virtual_ = false;
    u64 raw_ = 0;
};

} // namespace kernel::monitor
