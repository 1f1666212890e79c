// SPDX-License-Identifier: MIT
// What a board and its BIOS are called, by their makers.
#pragma once

#include "lib/text.hpp"

namespace kernel {

/// Printable letters only; empty where firmware says nothing.
using BoardName = lib::Text<64>;

struct BoardNames {
    bool known = false; ///< firmware has a table of them
    BoardName bios_maker, bios_version, bios_date;
    BoardName system_maker, system_name, system_version; ///< the machine as it was sold
    BoardName board_maker, board_name, board_version;
};

} // namespace kernel
