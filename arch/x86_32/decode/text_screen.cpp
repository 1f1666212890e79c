// SPDX-License-Identifier: MIT
// Cursor and scrolling.
#include "arch/x86_32/decode/text_screen.hpp"

#include <algorithm>

namespace arch {

void TextScreen::write(std::string_view text)
{
    for (char const letter : text)
        if (letter == '\n')
            new_line();
        else if (letter == '\b')
            column_ -= column_ > 0;
        else
            put(letter);
}

void TextScreen::put(char letter)
{
    if (column_ == kColumns) new_line();
    bool const printable = letter >= ' ' && letter <= '~';
    cells_[row_ * kColumns + column_] = {.letter = printable ? letter : '?'};
    ++column_;
}

void TextScreen::new_line()
{
    column_ = 0;
    if (row_ + 1 < rows_) {
        ++row_;
        return;
    }
    auto const end = cells_.begin() + rows_ * kColumns;
    std::copy(cells_.begin() + kColumns, end, cells_.begin());
    std::fill(end - kColumns, end, TextCell{});
}

} // namespace arch
