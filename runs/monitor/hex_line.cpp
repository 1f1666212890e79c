// SPDX-License-Identifier: MIT
#include "runs/monitor/hex_line.hpp"

#include "lib/format.hpp"

namespace kernel::monitor {

namespace {

char shown(std::byte byte)
{
    char const letter = static_cast<char>(byte);
    return letter >= ' ' && letter <= '~' ? letter : '.';
}

} // namespace

void print_hex_line(lib::Sink& sink, std::span<std::byte const> bytes)
{
    for (std::byte const byte : bytes) lib::print(sink, " {:02x}", std::to_integer<u32>(byte));
    for (std::size_t missing = bytes.size(); missing < kBytesPerLine; ++missing) sink.write("   ");
    sink.write("  |");
    for (std::byte const byte : bytes) lib::print(sink, "{}", shown(byte));
    sink.write("|");
}

} // namespace kernel::monitor
