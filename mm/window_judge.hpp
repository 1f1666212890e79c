// SPDX-License-Identifier: MIT
// What a page fault in a window means, in words: which slot or guard, whose, mapped to which frame by
// whom, how far past which end. Judged before any exception fixup, so that no copy routine can swallow it.
#pragma once

#include "lib/report.hpp"
#include "mm/layout.hpp"

#include <optional>

namespace mm {

enum class AccessKind : u8 { Read, Write, Execute };

/// One access that the CPU refused.
struct FaultingAccess {
    VirtAddr address; ///< CR2: the first byte that could not be reached
    AccessKind kind = AccessKind::Read;
    /// How many bytes, from `address` on, the instruction was still to touch: its operand's size, or what is
    /// left of a string instruction (count times size, from ECX). 0: not known. This is what makes an
    /// overrun "64 bytes past the end": the fault address by itself is always the guard's first byte.
    u32 bytes = 0;
};

/// The report for a fault in a window, or nothing if the address lies in none. Any context, takes no lock,
/// never faults itself, changes nothing.
[[nodiscard]] std::optional<lib::Report> judge(FaultingAccess const& access);

} // namespace mm
