// SPDX-License-Identifier: MIT
// How a person ends something that takes long, or types ahead while it goes on.
#pragma once

#include <optional>

namespace kernel {

/// Whether Ctrl-C or a single Escape has been typed since the last call; anything else is kept for
/// next_typed(). Does not wait. After hw::start_input(), by one thread.
[[nodiscard]] bool ctrl_c_typed();

/// The next character, typed ahead or just now, if there is one. Like hw::read_typed() otherwise.
[[nodiscard]] std::optional<char> next_typed();

} // namespace kernel
