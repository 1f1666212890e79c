// SPDX-License-Identifier: MIT
// What a text screen of 80 by 25 should show: letters go in, lines scroll up. Knows no device.
#pragma once

#include "lib/types.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace arch {

class TextScreen {
public:
    static constexpr u32 kColumns = 80, kRows = 25;
    using Cells = std::array<char, kColumns * kRows>;

    constexpr TextScreen() { cells_.fill(' '); }

    /// Understands '\n' and '\b', which moves one to the left in the row and erases nothing; anything else
    /// that is not printable ASCII becomes '?'.
    void write(std::string_view text);

    /// Row by row, from the top left.
    [[nodiscard]] Cells const& cells() const { return cells_; }

    /// The cell that the next letter goes to. At the end of a full row it stays on the last one.
    [[nodiscard]] u32 cursor() const { return row_ * kColumns + std::min(column_, kColumns - 1); }

private:
    void put(char letter);
    void new_line();

    Cells cells_{};
    u32 row_ = 0;
    u32 column_ = 0; // kColumns: the row is full, the next letter begins a new one
};

} // namespace arch
