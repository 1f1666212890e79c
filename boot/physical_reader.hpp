// SPDX-License-Identifier: MIT
// Reads little-endian words and strings from physical memory, or a part of it, without trusting any address.
#pragma once

#include "lib/types.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace boot {

class PhysicalReader {
public:
    static constexpr u32 kMostLetters = 64
                                        << 10; ///< where there is no zero, the search must not meet devices

    /// `memory`: from physical address 0.
    explicit PhysicalReader(std::span<std::byte const> memory) : memory_{memory} {}

    /// Nothing if any byte of it lies outside.
    [[nodiscard]] std::optional<u16> half_word(u64 address) const;
    [[nodiscard]] std::optional<u32> word(u64 address) const;
    [[nodiscard]] std::optional<u64> double_word(u64 address) const;

    /// The characters up to the terminating zero, but at most kMostLetters, or up to the end of memory;
    /// nothing if the string begins outside.
    [[nodiscard]] std::optional<std::string_view> string(u64 address) const;

    /// `bytes` bytes from `address` on as a memory of its own, whose first address is 0; nothing if any of
    /// them lies outside.
    [[nodiscard]] std::optional<PhysicalReader> part(u64 address, u64 bytes) const;

    [[nodiscard]] std::span<std::byte const> all() const { return memory_; }

private:
    std::span<std::byte const> memory_;
};

} // namespace boot
