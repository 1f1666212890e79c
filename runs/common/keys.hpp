// SPDX-License-Identifier: MIT
// From what a terminal sends to which key was pressed. A VT100 and its descendants send one byte for a
// letter and several for an arrow; the PC's keyboard driver sends the same.
#pragma once

#include "lib/types.hpp"

#include <optional>

namespace kernel {

struct Key {
    enum class Kind : u8 {
        Letter, ///< printable ASCII, in `letter`
        Enter,
        Tab,
        Backspace,
        Delete,
        Left,
        Right,
        Up,
        Down,
        Home,
        End,
        KillLine,  ///< Ctrl-U: everything before the cursor
        KillToEnd, ///< Ctrl-K
        KillWord,  ///< Ctrl-W: back to the blank before
        Cancel,    ///< Ctrl-C
    };
    Kind kind = Kind::Letter;
    char letter = 0;
    constexpr bool operator==(Key const&) const = default;
};

/// Takes bytes one by one; remembers the beginning of a sequence.
class KeyDecoder {
public:
    /// The key that ends with `byte`; nothing in the middle of a sequence, or for a key that means nothing
    /// here.
    [[nodiscard]] std::optional<Key> feed(char byte);

private:
    enum class State : u8 { Plain, AfterReturn, AfterEscape, InSequence };

    [[nodiscard]] std::optional<Key> plain(char byte);
    [[nodiscard]] std::optional<Key> in_sequence(char byte);

    State state_ = State::Plain;
    u8 digits_ = 0;  ///< of a sequence like "ESC [ 3 ~"
    char digit_ = 0; ///< the last of them
};

} // namespace kernel
