// SPDX-License-Identifier: MIT
// Serial ports as consoles: COM1, and those that `console=` names (kernel/hw/consoles.hpp). 115200 8N1 unless
// told otherwise, polled, never waits for ever.
#pragma once

#include "kernel/log/console.hpp"

#include <array>
#include <optional>

namespace arch {

class SerialConsole final : public kernel::ConsoleDevice {
public:
    constexpr SerialConsole() = default;
    constexpr SerialConsole(std::string_view name, u16 base) : name_{name}, base_{base} {}

    /// Looks for the UART, which boot/early_console.asm has set up. False: there is none, and write() drops
    /// everything.
    [[nodiscard]] bool init();
    /// Sets up a port that nobody has set up: 115200 8N1, no interrupts.
    void set_up();

    [[nodiscard]] std::string_view name() const override { return name_.view(); }
    void write(std::string_view text) override;
    /// Rates that do not divide 115200 are rounded up to one that does.
    void set_speed(u32 baud) override;

    /// The next byte that has arrived, if there is one.
    [[nodiscard]] std::optional<char> read() const;

private:
    void put(char letter);
    void write_divisor(u32 divisor);
    [[nodiscard]] bool wait_for_status(u8 status) const;

    lib::Text<8> name_; ///< as in `console=`
    u16 base_ = 0;
    bool exists_ = false;
    bool usable_ = false; ///< for sending
};

/// What was typed on COM1 before boot/early_console.asm emptied its FIFOs, which keeps it here.
struct TypedEarly {
    u32 count = 0;
    std::array<char, 16> letters{};
};
extern "C" TypedEarly typed_early;

/// COM1.
[[nodiscard]] SerialConsole& serial_console();

/// The next byte that has arrived on any port that is a console.
[[nodiscard]] std::optional<char> read_serial();

} // namespace arch
