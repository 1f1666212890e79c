// SPDX-License-Identifier: MIT
// Scan codes, set 1, of a US keyboard, as the characters that a terminal would send: an arrow becomes the
// same "\x1b[A" that comes over a serial line, so that nobody above has to know which kind of keyboard it
// was.
#pragma once

#include "lib/types.hpp"

#include <string_view>

namespace arch {

class Scancodes {
public:
    /// What these send, as xterm does.
    static constexpr std::string_view kShiftPageUp = "\x1b[5;2~", kShiftPageDown = "\x1b[6;2~";

    /// What the key sends that `code` completes; empty for a key let go, for shift and its kin, and for keys
    /// that mean nothing here. Good until the next call.
    [[nodiscard]] std::string_view feed(u8 code);

private:
    [[nodiscard]] std::string_view letter(u8 code);
    bool note_modifier(u8 code, bool down);

    bool extended_ = false; ///< the last byte was E0: an arrow, or a second key of the same name
    u8 skip_ = 0;           ///< bytes still to come of Pause, which begins with E1
    bool left_shift_ = false, right_shift_ = false, control_ = false, caps_ = false;
    char sent_ = 0;
};

} // namespace arch
