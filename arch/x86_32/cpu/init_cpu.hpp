// SPDX-License-Identifier: MIT
// Bringing up a CPU as far as C++ needs it: segments, exceptions, its block in FS.
#pragma once

#include "lib/address.hpp"

namespace arch {

/// This CPU becomes number `index`: FS leads to kernel::cpu(index). On that CPU, once, interrupts off, on
/// tables that map the kernel's image; build_idt() has run on CPU 0. `double_fault_stack_top`: the end of
/// at least 8 KiB that belong to it for ever.
void init_cpu(u32 index, VirtAddr double_fault_stack_top);

} // namespace arch
