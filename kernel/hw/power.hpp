// SPDX-License-Identifier: MIT
// The end of a run, as the machine outside sees it. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include "lib/types.hpp"

namespace hw {

/// How a run ended, as the machine outside sees it: values for QEMU's isa-debug-exit.
enum class Outcome : u8 { Pass = 0x10, Fail = 0x11, Refused = 0x12, Panic = 0x13 };

/// Switches off where an emulator offers it: isa-debug-exit, then Bochs' shutdown port. Returns on every
/// other machine. Any context.
void power_off(Outcome outcome) noexcept;

/// Whether a program outside waits for power_off(): QEMU's isa-debug-exit is there. Any context.
[[nodiscard]] bool has_exit_device() noexcept;

/// Stops this CPU for good, interrupts off. Any context.
[[noreturn]] void halt() noexcept;

/// Shows `code` on a POST card (port 0x80). Any context.
void post_code(u8 code) noexcept;

/// Writes what is only in this CPU's caches into memory, where a reset does not lose it. Any context.
void write_back_caches() noexcept;

/// Resets the machine, in every way there is. Returns only if it cannot be reset.
void reset_machine() noexcept;

} // namespace hw
