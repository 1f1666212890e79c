// SPDX-License-Identifier: MIT
// What the kernel layer asks of a machine beyond lib/cpu.hpp and mm/machine.hpp. Defined by arch/x86_32; the
// host tests of kernel/ bring their own.
#pragma once

#include "lib/types.hpp"

#include <string_view>

namespace kernel {
struct Cpu;
} // namespace kernel

namespace hw {

/// This CPU's block (kernel/cpu.hpp). Stable only while the caller cannot migrate.
[[nodiscard]] kernel::Cpu& this_cpu() noexcept;

/// How a run ended, as the machine outside sees it (design: values for QEMU's isa-debug-exit).
enum class Outcome : u8 { Pass = 0x10, Fail = 0x11, Refused = 0x12, Panic = 0x13 };

/// Stops the machine: isa-debug-exit, then Bochs' shutdown port, then halt for ever. Any context.
[[noreturn]] void power_off(Outcome outcome) noexcept;

/// Time-stamp counter where the CPU has one, else 0.
[[nodiscard]] u64 cycles() noexcept;

} // namespace hw
