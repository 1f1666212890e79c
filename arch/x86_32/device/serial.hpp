// SPDX-License-Identifier: MIT
// COM1 as a console: 115200 8N1 unless told otherwise, polled, never waits for ever.
#pragma once

#include "kernel/log/console.hpp"

#include <optional>

namespace arch {

class SerialConsole final : public kernel::ConsoleDevice {
public:
    /// Looks for the UART, which boot/early_console.asm has set up. Without one, write() drops everything.
    void init();

    [[nodiscard]] std::string_view name() const override { return "ttyS0"; }
    void write(std::string_view text) override;
    /// Rates that do not divide 115200 are rounded up to one that does.
    void set_speed(u32 baud) override;

    /// The next byte that has arrived, if there is one.
    [[nodiscard]] std::optional<char> read() const;

private:
    void put(char letter);

    bool exists_ = false;
    bool usable_ = false; ///< for sending
};

[[nodiscard]] SerialConsole& serial_console();

} // namespace arch
