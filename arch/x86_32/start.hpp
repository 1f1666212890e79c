// SPDX-License-Identifier: MIT
// From the boot to the kernel: the first C++ that runs.
#pragma once

namespace arch {

/// On CPU 0, as the first C++ that runs: early tables loaded, interrupts off. Afterwards exceptions are
/// reported, and the consoles work.
void start();

} // namespace arch
