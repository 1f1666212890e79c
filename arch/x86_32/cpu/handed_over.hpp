// SPDX-License-Identifier: MIT
// What the boot loader handed over and arch needs later than boot/ can give it.
#pragma once

#include "kernel/start/boot_info.hpp"

namespace arch {

/// ACPI's anchor, for AcpiRoot::find(). Empty where the loader had none, as under a BIOS.
[[nodiscard]] kernel::RsdpCopy const& handed_over_rsdp();
void hand_over_rsdp(kernel::RsdpCopy const& copy);

} // namespace arch
