// SPDX-License-Identifier: MIT
// How much of a long text stands on the reader's screen, and what a key asks for. Knows no device.
#pragma once

#include "runs/common/keys.hpp"

namespace kernel {

class PageState {
public:
    /// For a screen with that many rows, one of which is the prompt's.
    explicit PageState(u32 rows) : page_{rows > 2 ? rows - 1 : 1} {}

    /// Whether something that the reader has not had time for would leave the screen if a line of `rows` rows
    /// came.
    [[nodiscard]] bool is_full_for(u32 rows) const { return shown_ > 0 && shown_ + rows > page_; }
    void show(u32 rows) { shown_ += rows; }

    /// At the prompt, before a line of `rows` rows: Space lets a page come, Enter that line, q nothing more.
    /// False for a key that means nothing here.
    [[nodiscard]] bool press(Key key, u32 rows);

    /// The reader wants no more.
    [[nodiscard]] bool over() const { return over_; }
    /// The reader has read all that is there.
    void begin_page() { shown_ = 0; }

private:
    u32 page_;
    u32 shown_ = 0;
    bool over_ = false;
};

} // namespace kernel
