// SPDX-License-Identifier: MIT
// Whether there is a UART at a port, and which. Never waits.
#pragma once

#include "lib/types.hpp"

#include <string_view>

namespace arch {

/// Registers of an 8250 and its descendants, from its base on.
namespace uart {
inline constexpr u16 kInterruptEnable = 1, kInterruptId = 2, kFifoControl = 2, kLineControl = 3,
                     kModemControl = 4, kLineStatus = 5, kScratch = 7;
} // namespace uart

/// Whether one answers at `base`. Changes nothing in it but its scratch register.
[[nodiscard]] bool uart_exists(u16 base);

/// "16550A" and the like, a literal, of one that exists. Leaves its FIFOs on or off as they were.
[[nodiscard]] std::string_view uart_kind(u16 base);

} // namespace arch
