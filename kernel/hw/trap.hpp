// SPDX-License-Identifier: MIT
// A CPU exception as arch/x86_32 hands it to the kernel. The fields lie as the entry stub pushes them, last
// pushed first, so that the stub's stack is the frame.
#pragma once

#include "lib/types.hpp"

#include <cstddef>

namespace kernel {

struct TrapFrame {
    u32 cr2; ///< of a page fault: the address; read before anything else could fault
    u32 edi, esi, ebp;
    u32 esp; ///< as it was before the trap (arch corrects what pushad stored)
    u32 ebx, edx, ecx, eax;
    u32 vector; ///< 0 to 31
    u32 error;  ///< 0 where the CPU pushes none
    u32 eip, cs, eflags;
};
static_assert(sizeof(TrapFrame) == 14 * sizeof(u32) && offsetof(TrapFrame, eip) == 11 * sizeof(u32));

/// Vectors that the kernel tells apart (SDM 3A, 6.15).
namespace vector {
inline constexpr u32 kDivideError = 0;
inline constexpr u32 kDebug = 1;
inline constexpr u32 kNonMaskable = 2;
inline constexpr u32 kBreakpoint = 3;
inline constexpr u32 kInvalidOpcode = 6;
inline constexpr u32 kDoubleFault = 8;
inline constexpr u32 kGeneralProtection = 13;
inline constexpr u32 kPageFault = 14;
inline constexpr u32 kMachineCheck = 18;
} // namespace vector

/// Bits of a page fault's error code.
namespace fault {
inline constexpr u32 kPresent = 1u << 0; ///< rights, not absence
inline constexpr u32 kWrite = 1u << 1;
inline constexpr u32 kUser = 1u << 2;
inline constexpr u32 kReserved = 1u << 3; ///< an entry has a reserved bit set
inline constexpr u32 kExecute = 1u << 4;
} // namespace fault

/// Bits of TrapFrame::eflags.
namespace flag {
inline constexpr u32 kTrap = 1u << 8; ///< a debug exception after each instruction
inline constexpr u32 kInterrupt = 1u << 9;
} // namespace flag

/// Called for every CPU exception, interrupts off, on the stack of the code that caused it; for a double
/// fault, on a stack of its own, with `frame` holding the interrupted task's registers. When it returns,
/// execution continues with the registers in `frame`. Most exceptions end in lib::stop().
void on_exception(TrapFrame& frame);

[[nodiscard]] char const* exception_name(u32 vector);

} // namespace kernel
