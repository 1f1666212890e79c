// SPDX-License-Identifier: MIT
// Ports, registers and values as a person types them. Pure text.
#pragma once

#include "lib/types.hpp"

#include <optional>
#include <string_view>

namespace kernel::monitor {

struct Port {
    u16 number = 0;
    u32 bytes = 1; ///< 1, 2 or 4, of which none lies beyond port 0xffff
    constexpr bool operator==(Port const&) const = default;
};
/// A port's number and how many bytes are meant; one if `bytes` is empty. Nothing if there is no such port.
[[nodiscard]] std::optional<Port> parse_port(std::string_view number, std::string_view bytes);

/// Whether a write of `value` there switches off or resets a machine on its own, on a PC or in an emulator.
[[nodiscard]] bool ends_machine(Port port, u32 value);

/// A value that fits into so many bytes, 1 to 8.
[[nodiscard]] std::optional<u64> parse_value(std::string_view text, u32 bytes);

} // namespace kernel::monitor
