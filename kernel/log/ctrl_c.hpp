// SPDX-License-Identifier: MIT
// How a person ends what takes long.
#pragma once

namespace kernel {

/// Whether Ctrl-C or Escape was typed since the last time; whatever else was typed is lost. Does not wait.
/// After hw::start_input(), one thread.
[[nodiscard]] bool ctrl_c_typed();

} // namespace kernel
