// SPDX-License-Identifier: MIT
// The time-stamp counter. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include "lib/types.hpp"

namespace hw {

/// The time-stamp counter, or 0 where the CPU has none.
[[nodiscard]] u64 cycles() noexcept;

/// How fast cycles() counts, in kHz, measured for 20 ms against the PIT; 0 where either of the two stands
/// still. Called by a thread that stays on its CPU, interrupts on.
[[nodiscard]] u32 measure_cycles_khz();

/// Calls that differ by exactly 1000 nops, to prove that cycles() counts instructions.
void call_1000_nops() noexcept;
void call_no_nops() noexcept;

/// cycles() when this kernel's first C++ ran, some thousand instructions after its first; 0 without a
/// counter.
[[nodiscard]] u64 cycles_at_start() noexcept;

} // namespace hw
