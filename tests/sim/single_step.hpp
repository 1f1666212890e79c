// SPDX-License-Identifier: MIT
// Interrupts the code under test between any two of its machine instructions, as hardware does, by the host
// CPU's trap flag: nothing is planted in the code, and no interleaving is forgotten.
#pragma once

#include "lib/types.hpp"
#include "tests/sim/sanitizers.hpp"

#include <functional>

namespace sim {

/// Can this build do it? Not on hosts other than x86-64 Linux, nor under ThreadSanitizer, whose runtime does
/// not survive being interrupted, nor under AddressSanitizer, which makes five instructions of each.
[[nodiscard]] bool can_single_step();

/// Runs `code`; before each of its instructions runs `interrupt` with the instruction's number, from 0. The
/// simulator's own instructions do not count: what they do is one instruction on a real machine. Returns how
/// many there were. What either of them throws reaches the caller.
u32 single_step(std::function<void()> const& code, std::function<void(u32)> const& interrupt);

/// More instructions than lie between an access and the flush that has to follow it, in the slowest of our
/// builds: otherwise an earlier interrupt would drop the translation whose flush is in question.
inline constexpr u32 kApart = 128;

/// AddressSanitizer multiplies the instructions by ten, and what it looks for also shows at an eighth of
/// them.
inline constexpr u32 kStride = kAddressSanitizer ? 8 : 1;

/// Runs `code` kApart / kStride times, each time with an `interrupt` before every kApart-th instruction,
/// beginning with a different one: so each (kStride-th) instruction has its turn, and no second interrupt
/// repairs at once what the first one damaged. Returns how many instructions there were.
u32 interrupt_apart(std::function<void()> const& code, std::function<void()> const& interrupt);

/// While one lives, this host thread executes the simulator and is not interrupted.
class Uninterrupted {
public:
    Uninterrupted();
    ~Uninterrupted();
    Uninterrupted(Uninterrupted const&) = delete;
    Uninterrupted& operator=(Uninterrupted const&) = delete;
};

} // namespace sim
