// SPDX-License-Identifier: MIT
// What an interrupt source was set to by what ran before us: a loader, firmware, another kernel. Pure: the
// registers' values come from apic/quiet.cpp.
#pragma once

#include "lib/bounded_list.hpp"
#include "lib/types.hpp"

#include <string_view>

namespace arch {

/// A source that was not masked, and would have sent `vector`.
struct LeftOn {
    std::string_view source; ///< "the local APIC's timer"; a literal
    u32 input = 0;           ///< of an I/O APIC
    u8 vector = 0;
};
using LeftOnList = lib::BoundedList<LeftOn, 16>;

/// The part of a local vector or of an I/O APIC's input that both have in common: bits 0-7 vector, 8-10
/// delivery mode, 16 mask. True if it sends an ordinary interrupt with a vector of its own. Those of other
/// kinds (NMI, SMI, ExtINT) are how a PC is wired, and not something that was left on.
[[nodiscard]] constexpr bool sends_vector(u32 entry)
{
    constexpr u32 kMasked = 1u << 16, kDeliveryMode = 7u << 8, kLowestPriority = 1u << 8;
    u32 const mode = entry & kDeliveryMode;
    return (entry & kMasked) == 0 && (mode == 0 || mode == kLowestPriority) && (entry & 0xFF) >= 16;
}

/// Notes `source` if `entry` sends a vector.
void note_left_on(LeftOnList& list, std::string_view source, u32 input, u32 entry);

/// The first one with that vector, or null.
[[nodiscard]] LeftOn const* find_left_on(LeftOnList const& list, u32 vector);

} // namespace arch
