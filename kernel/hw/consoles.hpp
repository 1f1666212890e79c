// SPDX-License-Identifier: MIT
// Consoles that a machine may have besides those that always show text. Defined by arch/x86_32.
#pragma once

#include <string_view>

namespace hw {

/// Registers the console called `name` if there is one and it is not known yet: "ttyS1" to "ttyS3", at the
/// port that the BIOS names or else the usual one, or a serial port by its address, "0x2f8". Boot CPU, before
/// others run.
void offer_console(std::string_view name);

/// Maps a screen of pixels, if there is one, which nothing shows since the final page tables were loaded.
/// Boot CPU, once mm::vmap_device() works.
void show_screen();

} // namespace hw
