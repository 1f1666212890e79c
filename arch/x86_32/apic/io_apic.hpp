// SPDX-License-Identifier: MIT
// The I/O APICs (Intel 82093AA data sheet). This kernel polls its devices, so all inputs stay masked; but
// on some boards the 8259s reach a CPU only through input 0 of the first one.
#pragma once

#include "arch/x86_32/decode/left_on.hpp"
#include "kernel/hw/board.hpp"

namespace arch {

/// Maps those that are listed and answer, and masks every input. What was on is added to `left_on`. Boot CPU,
/// once, final tables loaded.
void mask_io_apics(std::span<kernel::IoApic const> listed, LeftOnList& left_on);

/// What those that answer have now. Any context.
void survey_io_apics(lib::BoundedList<kernel::IoApicInputs, 8>& found);

/// The 8259s' output goes through input 0 of the first I/O APIC to the CPU with APIC id `target`, or no
/// longer does. False if there is none.
[[nodiscard]] bool pass_external_pic(u8 target);
void stop_external_pic();

} // namespace arch
