// SPDX-License-Identifier: MIT
// From the boot to the kernel: the first C++ that runs.
#pragma once

#include "kernel/start/boot_info.hpp"

namespace arch {

/// On CPU 0, as the first C++ that runs: early tables loaded, interrupts off. Afterwards exceptions are
/// reported, and the consoles work.
void start();

/// After that: from now on the screen that the boot loader has set up is the screen, and ACPI is where it
/// says.
void take_over(kernel::BootInfo const& info);

} // namespace arch
