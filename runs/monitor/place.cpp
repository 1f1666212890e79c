// SPDX-License-Identifier: MIT
#include "runs/monitor/place.hpp"

#include "lib/parse.hpp"

namespace kernel::monitor {

namespace {

// A frame's number has 32 bits (lib/address.hpp).
constexpr u64 kPhysicalEnd = u64{1} << (32 + kPageShift);
constexpr u64 kVirtualEnd = u64{1} << 32;

bool cut_prefix(std::string_view& text, std::string_view prefix)
{
    if (text.substr(0, prefix.size()) != prefix) return false;
    text.remove_prefix(prefix.size());
    return true;
}

} // namespace

std::optional<Place> Place::parse(std::string_view text)
{
    bool const frame = cut_prefix(text, "pfn:");
    bool const physical = frame || cut_prefix(text, "phys:");
    auto const number = lib::parse_number(text);
    u64 const end = frame ? kPhysicalEnd >> kPageShift : physical ? kPhysicalEnd : kVirtualEnd;
    if (!number || *number >= end) return {};
    if (frame) return Place{PhysAddr{*number << kPageShift}};
    if (physical) return Place{PhysAddr{*number}};
    return Place{VirtAddr{static_cast<u32>(*number)}};
}

std::string_view Place::too_far(std::string_view text)
{
    bool const physical = cut_prefix(text, "pfn:") || cut_prefix(text, "phys:");
    bool const hexadecimal = cut_prefix(text, "0x");
    constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
    auto const digits = kDigits.substr(0, hexadecimal ? kDigits.size() : 10);
    if (text.empty() || text.find_first_not_of(digits) != text.npos) return {};
    return physical ? "beyond the address bits of this CPU"
                    : "beyond the last virtual address, 0xffffffff; a physical one is typed as phys:ADDRESS";
}

std::optional<Place> Place::plus(u64 bytes) const
{
    if (bytes >= (virtual_ ? kVirtualEnd : kPhysicalEnd) - raw_) return {};
    Place further = *this;
    further.raw_ += bytes;
    return further;
}

} // namespace kernel::monitor
