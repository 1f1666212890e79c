// SPDX-License-Identifier: MIT
// Who runs here: this CPU's block, and the thread on it. Defined by arch/x86_32; the host tests bring their
// own.
#pragma once

#include "lib/types.hpp"

namespace kernel {
struct Cpu;
struct Thread;
} // namespace kernel

namespace hw {

/// This CPU's block (kernel/thread/cpu.hpp). Stable only while the caller cannot migrate.
[[nodiscard]] kernel::Cpu& this_cpu() noexcept;

/// The running thread; in an interrupt, the interrupted one. One load, so it is right even for a caller
/// that may migrate at any instruction.
[[nodiscard]] kernel::Thread& current_thread() noexcept;

/// Cpu::preempt_count of this CPU, in one load (kernel/thread/preempt.hpp).
[[nodiscard]] u32 preempt_count() noexcept;

} // namespace hw
