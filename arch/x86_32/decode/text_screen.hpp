// SPDX-License-Identifier: MIT
// What a text screen of 80 columns should show: letters go in, lines scroll up. Knows no device.
#pragma once

#include "lib/types.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace arch {

/// Colours as the VGA counts them: the letter's in the lower four bits, the ground's in the upper ones.
inline constexpr u8 kGreyOnBlack = 0x07;

/// A place on the screen.
struct TextCell {
    char letter = ' ';
    u8 colours = kGreyOnBlack;
    friend bool operator==(TextCell const&, TextCell const&) = default;
};

class TextScreen {
public:
    static constexpr u32 kColumns = 80, kMaxRows = 64;
    using Cells = std::array<TextCell, kColumns * kMaxRows>;

    /// 25 unless this is called; what stood there stays at the top. Precondition: not fewer than before, and
    /// at most kMaxRows.
    void set_rows(u32 rows) { rows_ = rows; }
    [[nodiscard]] u32 rows() const { return rows_; }

    /// Understands '\n' and '\b', which moves one to the left in the row and erases nothing; anything else
    /// that is not printable ASCII becomes '?'.
    void write(std::string_view text);

    /// Precondition: row < rows(), column < kColumns.
    [[nodiscard]] TextCell cell(u32 row, u32 column) const { return cells_[row * kColumns + column]; }

    /// The cell that the next letter goes to. At the end of a full row it stays on the last one.
    [[nodiscard]] u32 cursor_row() const { return row_; }
    [[nodiscard]] u32 cursor_column() const { return std::min(column_, kColumns - 1); }

private:
    void put(char letter);
    void new_line();

    Cells cells_{};
    u32 rows_ = 25;
    u32 row_ = 0;
    u32 column_ = 0; // kColumns: the row is full, the next letter begins a new one
};

} // namespace arch
