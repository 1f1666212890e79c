// SPDX-License-Identifier: MIT
// Where the kernel proper begins, once arch/x86_32 has the CPU, the consoles and early paging in order.
#pragma once

#include "kernel/start/boot_info.hpp"

namespace kernel {

/// Boot CPU, interrupts off, its Cpu block in %fs, console devices registered, early tables loaded.
[[noreturn]] void main(BootInfo const& boot);

} // namespace kernel
