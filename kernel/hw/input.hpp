// SPDX-License-Identifier: MIT
// What people type. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include "lib/types.hpp"

#include <optional>

namespace hw {

/// Lets people type: looks for a keyboard, and logs it if there is none. Only the first call does anything.
void start_input();
/// The next character typed on COM1 or on the keyboard, if there is one; keys without a character come as a
/// terminal sends them, "\x1b[A" for Up. Never waits. After start_input(), by one thread.
[[nodiscard]] std::optional<char> read_typed() noexcept;

/// Where the last character that read_typed() returned came from.
enum class TypedOn : u8 { Nothing, Serial, Keyboard };
[[nodiscard]] TypedOn last_typed_on() noexcept;

/// The same from the keyboard alone, and without a word in the log: whether there is one, and what is typed
/// on it. For the end of a run.
[[nodiscard]] bool start_keyboard() noexcept;
[[nodiscard]] std::optional<char> read_keyboard() noexcept;

} // namespace hw
