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
    cells_[row_ * kColumns + column_] = printable ? letter : '?';
    ++column_;
}

void TextScreen::new_line()
{
    column_ = 0;
    if (row_ + 1 < kRows) {
        ++row_;
        return;
    }
    std::copy(cells_.begin() + kColumns, cells_.end(), cells_.begin());
    std::fill(cells_.end() - kColumns, cells_.end(), ' ');
}

} // namespace arch
