// SPDX-License-Identifier: MIT
// The keyboard behind the 8042 controller of a PC, polled. Many boards have none; USB keyboards appear here
// too where the BIOS pretends that they are one.
#pragma once

#include "arch/x86_32/decode/scancodes.hpp"

#include <array>
#include <optional>

namespace arch {

enum class KeyboardState : u8 {
    Ready,
    NoController, ///< nothing answers at its ports
    Stuck,        ///< something does, but takes no command in a bounded time
};

class Keyboard {
public:
    /// Looks for the controller and makes it send scan codes of set 1. Never waits for ever.
    [[nodiscard]] KeyboardState init();

    /// The next character typed, if there is one. Never anything unless init() said Ready.
    [[nodiscard]] std::optional<char> read();

private:
    void keep_old_bytes();
    [[nodiscard]] bool configure();
    [[nodiscard]] std::optional<u8> next_code();

    bool ready_ = false;
    std::array<u8, 16> early_{}; ///< what was typed before init()
    u32 early_count_ = 0;
    u32 early_given_ = 0;
    Scancodes scancodes_;
    std::string_view rest_; ///< of the last key
};

} // namespace arch
