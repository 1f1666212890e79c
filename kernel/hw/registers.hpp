// SPDX-License-Identifier: MIT
// Ports, model-specific registers and CPUID, for people who ask the hardware itself. An instruction that the
// CPU refuses is an answer, not a stop. Defined by arch/x86_32.
#pragma once

#include "lib/result.hpp"
#include "lib/types.hpp"

#include <array>

namespace kernel {

/// Why an instruction was not done: the exception that it raised.
struct RefusedInstruction {
    u32 vector = 0; ///< exception_name() has its name
};

template <class Value> using Answer = lib::Result<Value, RefusedInstruction>;

} // namespace kernel

// Of this CPU: a caller that means one of several holds a MigrationGuard. Any context but an NMI handler.
namespace hw {

[[nodiscard]] kernel::Answer<u64> read_msr(u32 index);
/// Returns what the register then says: some have bits that cannot be changed.
[[nodiscard]] kernel::Answer<u64> write_msr(u32 index, u64 value);

/// `bytes`: 1, 2 or 4.
[[nodiscard]] kernel::Answer<u32> read_port(u16 port, u32 bytes);
/// Returns `value`.
[[nodiscard]] kernel::Answer<u32> write_port(u16 port, u32 bytes, u32 value);

/// EAX, EBX, ECX and EDX.
[[nodiscard]] kernel::Answer<std::array<u32, 4>> read_cpuid(u32 leaf, u32 subleaf);

} // namespace hw
