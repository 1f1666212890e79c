// SPDX-License-Identifier: MIT
// Where a reader of the tour is, and where a key leads. Knows no lesson and no device.
#pragma once

#include "runs/common/keys.hpp"

namespace kernel {

class TourGuide {
public:
    /// Begins at lesson 1 of `count`, at least 1.
    explicit TourGuide(u32 count) : count_{count} {}

    [[nodiscard]] u32 lesson() const { return lesson_; }

    /// The digits that have been typed, as a number; 0 for none.
    [[nodiscard]] u32 typed() const { return typed_; }

    enum class Step : u8 {
        Nothing, ///< the key means nothing, or is a digit of a number that is not complete
        Show,    ///< lesson()
        List,    ///< all lessons
        Leave,   ///< the last one is over, or the reader has had enough
    };
    /// After a lesson: Enter, Space, n or Right for the next one; b or Left for the one before; a for the
    /// same again; l for the list; digits and Enter for the lesson with that number; q or Ctrl-C to leave.
    [[nodiscard]] Step press(Key key);

private:
    [[nodiscard]] Step enter();
    [[nodiscard]] Step next();
    [[nodiscard]] Step letter(char letter);

    u32 count_;
    u32 lesson_ = 1;
    u32 typed_ = 0; ///< a number, digit by digit
};

} // namespace kernel
