// SPDX-License-Identifier: MIT
// Where each of the 256 vectors enters the kernel. One table for all CPUs.
#pragma once

namespace arch {

/// Fills the table. Once, on CPU 0.
void build_idt();

/// Loads it, on the calling CPU. Precondition: load_segments().
void load_idt();

} // namespace arch
