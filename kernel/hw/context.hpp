// SPDX-License-Identifier: MIT
// Where a thread that is not running left off, and the switch to it. Defined by arch/x86_32; the host tests
// bring their own.
#pragma once

#include "lib/address.hpp"

#include <cstddef>
#include <span>

namespace hw {

/// Where a thread that does not run left off.
struct Context {
    void* resume_point = nullptr; ///< on the target: its stack pointer
};

/// Makes `context` begin with a call of `entry`, which never returns, on `stack`, with interrupts off.
void prepare_context(Context& context, std::span<std::byte> stack, void (*entry)());

/// The frame pointer of a context that is not running, where its backtrace begins.
[[nodiscard]] VirtAddr frame_pointer(Context const& context) noexcept;

/// Stores the running context in `from` and resumes `to`. Returns when `from` is resumed. Interrupts off.
void switch_context(Context& from, Context& to);

} // namespace hw
