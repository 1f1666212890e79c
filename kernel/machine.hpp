// SPDX-License-Identifier: MIT
// What the kernel layer asks of a machine beyond lib/cpu.hpp and mm/machine.hpp. Defined by arch/x86_32; the
// host tests of kernel/ bring their own.
#pragma once

#include "lib/types.hpp"

#include <cstdint>

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

/// Where escape() continues: a call_escapable() that has not returned yet. Lives on its caller's stack.
struct EscapePoint {
    std::uintptr_t stack_pointer = 0; ///< of the frame with the callee-saved registers and flags
};

/// Calls `function(argument)`. Returns false when it came back by itself, true when escape() cut it short.
/// Interrupts are afterwards as they were before, either way.
[[nodiscard]] bool call_escapable(EscapePoint& point, void (*function)(void*), void* argument);

/// Abandons everything between here and `point`: no destructors run. Any context on the same thread,
/// exception handlers included, and the double-fault task too (which goes back to the interrupted one).
[[noreturn]] void escape(EscapePoint const& point);

struct ControlRegisters {
    u32 cr0 = 0, cr2 = 0, cr3 = 0, cr4 = 0;
};
[[nodiscard]] ControlRegisters control_registers() noexcept;

/// Stops every other CPU where it stands, interrupts off, for good. For panics; any context.
void stop_other_cpus() noexcept;

/// Time-stamp counter where the CPU has one, else 0.
[[nodiscard]] u64 cycles() noexcept;

} // namespace hw
