// SPDX-License-Identifier: MIT
#include "runs/monitor/register_words.hpp"

#include "lib/parse.hpp"

namespace kernel::monitor {

std::optional<Port> parse_port(std::string_view number, std::string_view bytes)
{
    auto const port = lib::parse_number(number);
    auto const count = bytes.empty() ? 1 : lib::parse_number(bytes);
    if (!port || !count || (*count != 1 && *count != 2 && *count != 4)) return std::nullopt;
    constexpr u64 kPorts = 0x1'0000;
    if (*port >= kPorts || *count > kPorts - *port) return std::nullopt;
    return Port{static_cast<u16>(*port), static_cast<u32>(*count)};
}

bool ends_machine(Port port, u32 value)
{
    constexpr u16 kQemuExit = 0xF4, kBochsShutdown = 0x8900, kChipsetReset = 0xCF9, kKeyboardCommand = 0x64,
                  kFastReset = 0x92;
    for (u32 byte = 0; byte < port.bytes; ++byte, value >>= 8) {
        switch (port.number + byte) {
        case kQemuExit:
        case kBochsShutdown:
        case kChipsetReset: return true;
        case kKeyboardCommand: // 0xf0 to 0xfe pulse lines, of which bit 0 is the reset, when it is 0
            if ((value & 0xF1) == 0xF0) return true;
            break;
        case kFastReset:
            if ((value & 1) != 0) return true;
            break;
        default: break;
        }
    }
    return false;
}

std::optional<u64> parse_value(std::string_view text, u32 bytes)
{
    auto const value = lib::parse_number(text);
    if (!value || (bytes < sizeof(u64) && *value >> (8 * bytes) != 0)) return std::nullopt;
    return value;
}

} // namespace kernel::monitor
