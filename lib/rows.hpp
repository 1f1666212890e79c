// SPDX-License-Identifier: MIT
// A long line in the rows of a screen, broken between words.
#pragma once

#include "lib/types.hpp"

#include <string_view>

namespace lib {

/// Cuts off `line` what goes into the next row: as many whole words as fit, or the beginning of one that fits
/// no row. The blanks at the break are dropped. Precondition: columns > 0, and no line end in `line`.
[[nodiscard]] std::string_view cut_row(std::string_view& line, u32 columns);

/// How far in the further rows of `line` begin, so that they stand below what they go on with: below its last
/// column, after two blanks or more, if that begins in the left half; otherwise below its first word.
[[nodiscard]] u32 hanging_indent(std::string_view line, u32 columns);

/// Calls `visit(row, indent)` for each row of `text`, which may have line ends: "a\nb" has two lines, and so
/// has "a\n". The row is to be shown behind that many blanks: none for the first one of a line.
template <class Visit> void for_each_row(std::string_view text, u32 columns, Visit&& visit)
{
    for (;;) {
        auto const end = text.find('\n');
        auto line = text.substr(0, end);
        u32 const indent = hanging_indent(line, columns);
        visit(cut_row(line, columns), 0u);
        while (!line.empty()) visit(cut_row(line, columns - indent), indent);
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

/// How many rows `text` takes, each of its lines at least one.
[[nodiscard]] u32 rows_of(std::string_view text, u32 columns);

} // namespace lib
