// SPDX-License-Identifier: MIT
// What people type. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include <optional>

namespace hw {

/// Lets people type: looks for a keyboard, and logs it if there is none. Only the first call does anything.
void start_input();
/// The next character typed on COM1 or on the keyboard, if there is one; keys without a character come as a
/// terminal sends them, "\x1b[A" for Up. Never waits. After start_input(), by one thread.
[[nodiscard]] std::optional<char> read_typed() noexcept;

} // namespace hw
