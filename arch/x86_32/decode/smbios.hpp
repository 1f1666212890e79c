// SPDX-License-Identifier: MIT
// Names from the SMBIOS table (DMTF DSP0134). Every length is verified before it is believed.
//
//   0xF_0000..  [anchor "_SM_" or "_SM3_"] ---> [structure][strings, each ended by 0][0] [structure]...
#pragma once

#include "arch/x86_32/decode/physical_table.hpp"
#include "kernel/hw/board_names.hpp"

namespace arch {

/// Fills in `names`, which must be new, from the table that a BIOS names where it puts its anchors. Of
/// several structures of one kind the first counts.
void read_board_names(PhysicalReader& reader, kernel::BoardNames& names);

} // namespace arch
