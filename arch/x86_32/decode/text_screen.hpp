// SPDX-License-Identifier: MIT
// What a text screen of 80 columns should show: letters go in, lines scroll up, and one can look back at
// them. A panel at the top may stand still meanwhile. Knows no device.
#pragma once

#include "arch/x86_32/decode/scroll_back.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace arch {

/// Colours as the VGA counts them: the letter's in the lower four bits, the ground's in the upper ones.
inline constexpr u8 kGreyOnBlack = 0x07, kBlackOnGrey = 0x70;

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

    /// Rows that leave the screen go to `history`, which lives as long as the screen does.
    constexpr explicit TextScreen(ScrollBack& history) : history_{history} {}

    /// Understands '\n' and '\b', which moves one to the left in the row and erases nothing; anything else
    /// that is not printable ASCII becomes '?'. A word that does not fit the row begins the next one, which
    /// hangs below this one (lib::hanging_indent). Whoever was looking back sees the present again.
    void write(std::string_view text);

    /// Looks that many rows further back, or forth if it is negative, as far as there are any.
    void look_back(i32 rows);
    void look_at_present() { back_ = 0; }

    /// The first `rows` rows become blank and stand still from now on, the cursor goes below them; what stood
    /// on the screen has left it. Precondition: fewer than rows().
    void open_panel(u32 rows);
    /// `text`, cut to the row, is what row `row` of the panel shows. Precondition: row < panel_rows().
    void write_panel(u32 row, std::string_view text);
    /// They are rows like all others again.
    void close_panel() { top_ = 0; }
    [[nodiscard]] u32 panel_rows() const { return top_; }

    /// Precondition: row < rows(), column < kColumns.
    [[nodiscard]] TextCell cell(u32 row, u32 column) const;

    /// The cell that the next letter goes to. At the end of a full row it stays on the last one.
    [[nodiscard]] u32 cursor_row() const { return std::min(row_ + back_, rows_ - 1); }
    [[nodiscard]] u32 cursor_column() const { return std::min(column_, kColumns - 1); }

private:
    void put(char letter);
    void end_line();
    void continue_line();
    void new_row();
    void begin_row_with_word();
    void scroll();
    [[nodiscard]] TextCell& at(u32 row, u32 column) { return cells_[row * kColumns + column]; }
    [[nodiscard]] ScrollBack::Row letters(u32 row) const;

    ScrollBack& history_;
    Cells cells_{};
    u32 rows_ = 25;
    u32 top_ = 0;            // rows of the panel
    u32 back_ = 0;           // how far somebody looks back
    bool broken_ = false;    // between words: blanks that follow are dropped
    bool continues_ = false; // the row is not the first of its line,
    u32 indent_ = 0;         // and begins that far in
    u32 row_ = 0;
    u32 column_ = 0; // kColumns: the row is full, the next letter begins a new one
};

} // namespace arch
