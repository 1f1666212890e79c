// SPDX-License-Identifier: MIT
// Cursor, words and scrolling.
#include "arch/x86_32/decode/text_screen.hpp"

#include "lib/rows.hpp"

#include <algorithm>

namespace arch {

static_assert(TextScreen::kColumns == ScrollBack::kColumns);

void TextScreen::write(std::string_view text)
{
    back_ = 0;
    for (char const letter : text)
        if (letter == '\n')
            end_line();
        else if (letter == '\b')
            column_ -= column_ > 0;
        else
            put(letter);
}

void TextScreen::put(char letter)
{
    if (broken_ && letter == ' ') return;
    broken_ = false;
    if (column_ == kColumns) {
        if (letter == ' ') {
            continue_line();
            broken_ = true;
            return;
        }
        begin_row_with_word();
    }
    bool const printable = letter >= ' ' && letter <= '~';
    at(row_, column_) = {.letter = printable ? letter : '?'};
    ++column_;
}

// The word that has reached the end of the row moves to the next one, unless it is all that the row has.
void TextScreen::begin_row_with_word()
{
    auto const row = letters(row_);
    std::string_view const line{row.data(), kColumns};
    auto const blank = line.rfind(' ');
    bool const after_a_word = blank != std::string_view::npos && line.find_first_not_of(' ') < blank;
    auto const begin = after_a_word ? static_cast<u32>(blank) + 1 : kColumns;
    for (u32 column = begin; column < kColumns; ++column) at(row_, column) = {};
    continue_line();
    // It fits: the indent is where some word of a row begins, and this is the last one of its row.
    for (char const letter : line.substr(begin)) at(row_, column_++) = {.letter = letter};
}

void TextScreen::end_line()
{
    new_row();
    column_ = 0;
    continues_ = false;
}

void TextScreen::continue_line()
{
    if (!continues_) {
        auto const row = letters(row_);
        indent_ = lib::hanging_indent({row.data(), kColumns}, kColumns);
    }
    new_row();
    column_ = indent_;
    continues_ = true;
}

void TextScreen::new_row()
{
    broken_ = false;
    if (row_ + 1 < rows_)
        ++row_;
    else
        scroll();
}

void TextScreen::scroll()
{
    history_.push(letters(top_));
    auto const end = cells_.begin() + rows_ * kColumns;
    std::copy(cells_.begin() + (top_ + 1) * kColumns, end, cells_.begin() + top_ * kColumns);
    std::fill(end - kColumns, end, TextCell{});
}

ScrollBack::Row TextScreen::letters(u32 row) const
{
    ScrollBack::Row result;
    std::transform(cells_.begin() + row * kColumns, cells_.begin() + (row + 1) * kColumns, result.begin(),
                   [](TextCell const& cell) { return cell.letter; });
    return result;
}

// The past pushes the present down; the last row says that it does.
TextCell TextScreen::cell(u32 row, u32 column) const
{
    constexpr std::string_view kLookingBack =
        " Looking back: Shift-PgUp, Shift-PgDn; any other key returns. ";
    if (back_ > 0 && row == rows_ - 1)
        return {column < kLookingBack.size() ? kLookingBack[column] : ' ', kBlackOnGrey};
    if (row < back_) return {.letter = history_.row(back_ - 1 - row)[column]};
    return cells_[(row - back_) * kColumns + column];
}

void TextScreen::look_back(i32 rows)
{
    i32 const wanted = static_cast<i32>(back_) + rows;
    back_ = static_cast<u32>(std::clamp(wanted, 0, static_cast<i32>(history_.size())));
}

void TextScreen::open_panel(u32 rows)
{
    top_ = 0;
    for (u32 row = 0; row < row_ + (column_ > 0 ? 1 : 0); ++row) history_.push(letters(row));
    cells_.fill({});
    top_ = row_ = rows;
    column_ = 0;
}

void TextScreen::write_panel(u32 row, std::string_view text)
{
    for (u32 column = 0; column < kColumns; ++column)
        at(row, column) = {.letter = column < text.size() ? text[column] : ' '};
}

} // namespace arch
