// SPDX-License-Identifier: MIT
// Where arch/x86_32 hands over.
#pragma once

#include "kernel/boot_info.hpp"

namespace kernel {

/// The boot, in order; then what `run=` asks for. On CPU 0, interrupts off, the exception handlers installed.
[[noreturn]] void main(BootInfo const& boot_info);

} // namespace kernel
