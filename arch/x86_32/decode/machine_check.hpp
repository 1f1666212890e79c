// SPDX-License-Identifier: MIT
// The bits of a machine-check bank's status (SDM vol. 3B, 15.3.2.2), and port 0x61's at an NMI. Words for
// them are kernel::print_error_status() and nmi_sentence(). Computing only.
#pragma once

#include "kernel/hw/machine_check.hpp"

#include <string_view>

namespace arch::error_status {

inline constexpr u64 kValid = u64{1} << 63;
inline constexpr u64 kOverflow = u64{1} << 62; ///< another one came before it was read
inline constexpr u64 kUncorrected = u64{1} << 61;
inline constexpr u64 kHasMisc = u64{1} << 59;
inline constexpr u64 kHasAddress = u64{1} << 58;
inline constexpr u64 kContextCorrupt = u64{1} << 57; ///< execution cannot continue

[[nodiscard]] constexpr bool corrected(u64 status)
{
    return (status & kValid) != 0 && (status & kUncorrected) == 0;
}

} // namespace arch::error_status

namespace arch {

/// What the value of port 0x61 says at an NMI: a sentence without its full stop, a literal.
[[nodiscard]] std::string_view nmi_sentence(u8 system_control);

} // namespace arch
