// SPDX-License-Identifier: MIT
// The memory that steps may change, besides the CPUs' own stacks. All of it is put back when the explorer
// goes back to an earlier state, and is part of what makes two states the same.
#pragma once

#include "lib/types.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace exploration {

enum class Kind : u8 {
    None,
    Shared, ///< of the code under test: its stores wait in store buffers, its ordered accesses are steps
    Kept,   ///< of the test and its model: seen by all at once
};

class Memory {
public:
    void add(std::string name, Kind kind, std::span<std::byte> bytes);

    [[nodiscard]] Kind kind(u64 address) const;
    /// "pool+0x10", for reports.
    [[nodiscard]] std::string name(u64 address) const;

    [[nodiscard]] u64 hash() const;
    void save(std::vector<std::byte>& to) const;
    /// Returns what of `from` is left.
    [[nodiscard]] std::span<std::byte const> restore(std::span<std::byte const> from) const;

private:
    struct Range {
        std::string name;
        Kind kind;
        std::span<std::byte> bytes;
        [[nodiscard]] bool contains(u64 address) const;
    };
    std::vector<Range> ranges_;
};

/// An object as the bytes that it is.
template <class T> [[nodiscard]] std::span<std::byte> bytes_of(T& object)
{
    return {reinterpret_cast<std::byte*>(&object), sizeof object};
}

/// Of a multiple of eight bytes, or of what is left when they are cut so.
[[nodiscard]] u64 hash_bytes(std::span<std::byte const> bytes, u64 seed);
[[nodiscard]] constexpr u64 mix(u64 hash, u64 word)
{
    hash = (hash ^ word) * 0x9E37'79B9'7F4A'7C15;
    return hash ^ hash >> 29;
}

void append(std::vector<std::byte>& to, std::span<std::byte const> bytes);
[[nodiscard]] std::span<std::byte const> take(std::span<std::byte const> from, std::span<std::byte> to);

} // namespace exploration
