// SPDX-License-Identifier: MIT
// Interrupts that nobody asked for: their end goes to the right controller, they are counted, and each is
// named once. The contract: hw::stray_interrupts() in kernel/hw/stray_interrupts.hpp.
#pragma once

#include "arch/x86_32/decode/left_on.hpp"

namespace arch {

/// From now on an interrupt without a handler is one of these. Boot CPU, once, before interrupts are on.
void catch_strays();

/// What was left running when we were started: names the source of a stray with the same vector. Kept by
/// reference.
void strays_may_come_from(LeftOnList const& left_on);

/// Takes what is pending, so that none of it meets a handler of ours for which its vector was not meant.
/// Boot CPU, every source masked, no handlers but that one; interrupts are off before and afterwards.
void take_pending();

/// Names the sources that were on but sent nothing.
void say_left_on();

} // namespace arch
