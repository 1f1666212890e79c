// SPDX-License-Identifier: MIT
// Physical memory as a BIOS leaves it, for the tests of the table parsers: what nobody wrote reads as 0xFF,
// as an empty bus does, and what lies above the CPU's address bits cannot be read at all.
#pragma once

#include "arch/x86_32/decode/physical_table.hpp"

#include <cstring>
#include <map>
#include <string_view>
#include <vector>

namespace fake {

/// Bytes of a firmware table under construction.
class Bytes {
public:
    Bytes& text(std::string_view letters)
    {
        bytes_.insert(bytes_.end(), letters.begin(), letters.end());
        return *this;
    }
    Bytes& u8s(std::initializer_list<int> values)
    {
        for (int const value : values) bytes_.push_back(static_cast<char>(value));
        return *this;
    }
    Bytes& number(u64 value, unsigned bytes)
    {
        for (unsigned index = 0; index < bytes; ++index)
            bytes_.push_back(static_cast<char>(value >> (8 * index)));
        return *this;
    }
    Bytes& zeros(std::size_t count) { return bytes_.insert(bytes_.end(), count, 0), *this; }
    Bytes& append(Bytes const& more)
    {
        bytes_.insert(bytes_.end(), more.bytes_.begin(), more.bytes_.end());
        return *this;
    }
    Bytes& set(std::size_t offset, u64 value, unsigned bytes)
    {
        for (unsigned index = 0; index < bytes; ++index)
            bytes_.at(offset + index) = static_cast<char>(value >> (8 * index));
        return *this;
    }
    /// Makes the first `covered` bytes sum to zero by way of the byte at `offset`.
    Bytes& checksum(std::size_t offset, std::size_t covered)
    {
        set(offset, 0, 1);
        unsigned sum = 0;
        for (std::size_t index = 0; index < covered; ++index)
            sum += static_cast<unsigned char>(bytes_.at(index));
        return set(offset, 256 - sum % 256, 1);
    }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] std::vector<char> const& raw() const { return bytes_; }

private:
    std::vector<char> bytes_;
};

class Memory final : public arch::PhysicalReader {
public:
    explicit Memory(unsigned address_bits = 36) : end_{u64{1} << address_bits} {}

    void put(u64 address, Bytes const& bytes)
    {
        for (char const byte : bytes.raw()) bytes_[address++] = byte;
    }
    [[nodiscard]] bool copy(PhysAddr from, std::span<std::byte> into) override
    {
        if (from.raw() >= end_ || into.size() > end_ - from.raw()) return false;
        for (std::size_t index = 0; index < into.size(); ++index) into[index] = at(from.raw() + index);
        return true;
    }

private:
    [[nodiscard]] std::byte at(u64 address) const
    {
        auto const found = bytes_.find(address);
        return found == bytes_.end() ? std::byte{0xFF} : static_cast<std::byte>(found->second);
    }
    u64 end_;
    std::map<u64, char> bytes_;
};

/// Whether any of the complaints contains `words`.
template <class Complaints> bool complained(Complaints const& complaints, std::string_view words)
{
    for (auto const& sentence : complaints.view())
        if (sentence.view().find(words) != std::string_view::npos) return true;
    return false;
}

} // namespace fake
