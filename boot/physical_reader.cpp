// SPDX-License-Identifier: MIT
// Addresses come from the boot loader as 32-bit words and are added up in 64 bits, so no sum wraps.
#include "boot/physical_reader.hpp"

#include <cstring>

namespace boot {

namespace {

// No alignment is promised.
template <class Value> std::optional<Value> read(std::span<std::byte const> memory, u64 address)
{
    Value value{};
    if (memory.size() < sizeof(value) || address > memory.size() - sizeof(value)) return std::nullopt;
    std::memcpy(&value, memory.data() + address, sizeof(value));
    return value;
}

} // namespace

std::optional<u16> PhysicalReader::half_word(u64 address) const { return read<u16>(memory_, address); }
std::optional<u32> PhysicalReader::word(u64 address) const { return read<u32>(memory_, address); }

std::optional<u64> PhysicalReader::double_word(u64 address) const
{
    auto const low = word(address);
    auto const high = word(address + sizeof(u32));
    if (!low || !high) return std::nullopt;
    return (u64{*high} << 32) | *low;
}

std::optional<std::string_view> PhysicalReader::string(u64 address) const
{
    if (address >= memory_.size()) return std::nullopt;
    auto const rest = memory_.subspan(static_cast<std::size_t>(address));
    auto const* const text = reinterpret_cast<char const*>(rest.data()); // characters may alias anything
    auto const line = std::string_view{text, rest.size()}.substr(0, kMostLetters);
    return line.substr(0, line.find('\0'));
}

std::optional<PhysicalReader> PhysicalReader::part(u64 address, u64 bytes) const
{
    if (address > memory_.size() || bytes > memory_.size() - address) return std::nullopt;
    return PhysicalReader{
        memory_.subspan(static_cast<std::size_t>(address), static_cast<std::size_t>(bytes))};
}

} // namespace boot
