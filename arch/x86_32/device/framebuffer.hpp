// SPDX-License-Identifier: MIT
// The screen where it is one of pixels, as under UEFI: mapped early, so that a panic of the first moments
// shows, and again in the final page tables.
#pragma once

#include "kernel/start/framebuffer.hpp"

namespace arch {

/// From now on the screen is this one, cleared. Before the final tables are loaded; boot CPU. A framebuffer
/// that the CPU cannot address is left dark, and the log says so.
void show_on_framebuffer(kernel::Framebuffer const& framebuffer);

[[nodiscard]] bool uses_framebuffer();

} // namespace arch
