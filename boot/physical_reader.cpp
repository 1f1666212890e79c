// SPDX-License-Identifier: MIT
// Addresses come from the boot loader as 32-bit words and are added up in 64 bits, so no sum wraps.
#include "boot/physical_reader.hpp"

#include <cstring>

namespace boot {

std::optional<u32> PhysicalReader::word(u64 address) const
{
    u32 value = 0;
    if (memory_.size() < sizeof(value) || address > memory_.size() - sizeof(value)) return std::nullopt;
    std::memcpy(&value, memory_.data() + address, sizeof(value)); // no alignment is promised
    return value;
}

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
    return std::string_view{text, rest.size()}.substr(0, std::string_view{text, rest.size()}.find('\0'));
}

} // namespace boot
