// SPDX-License-Identifier: MIT
// How a person ends something that takes long.
#pragma once

namespace kernel {

/// Whether Ctrl-C or Escape has been typed since the last call; anything else that was typed is lost. Does
/// not wait. After hw::start_input(), by one thread.
[[nodiscard]] bool ctrl_c_typed();

} // namespace kernel
