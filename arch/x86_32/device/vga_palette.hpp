// SPDX-License-Identifier: MIT
// The table in which a VGA, and whatever replaces it, looks up the colours of pixels of 8 bits.
#pragma once

namespace arch {

/// Puts the colours of text (arch/x86_32/decode/vga_colours.hpp) into its first sixteen places. False: what
/// was written cannot be read back, so there is no such table.
[[nodiscard]] bool set_text_palette();

} // namespace arch
