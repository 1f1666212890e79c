// SPDX-License-Identifier: MIT
#include "lib/rows.hpp"

#include <algorithm>

namespace lib {

namespace {

// Where the first row ends: at a blank with a word before it.
std::size_t row_end(std::string_view line, u32 columns)
{
    auto const blank = line.rfind(' ', columns);
    bool const after_a_word = blank != std::string_view::npos && line.find_first_not_of(' ') < blank;
    return after_a_word ? blank : columns;
}

} // namespace

std::string_view cut_row(std::string_view& line, u32 columns)
{
    auto const end = line.size() <= columns ? line.size() : row_end(line, columns);
    auto const row = line.substr(0, end);
    line.remove_prefix(end == line.size() ? end : std::min(line.find_first_not_of(' ', end), line.size()));
    return row;
}

u32 hanging_indent(std::string_view line, u32 columns)
{
    auto const half = line.substr(0, columns / 2);
    auto const first = half.find_first_not_of(' ');
    if (first == std::string_view::npos) return 0; // all of it is blank, or stands far to the right
    auto const gap = half.rfind("  ");
    auto const column = gap == std::string_view::npos ? gap : half.find_first_not_of(' ', gap);
    return static_cast<u32>(column == std::string_view::npos ? first : std::max(first, column));
}

u32 rows_of(std::string_view text, u32 columns)
{
    u32 rows = 0;
    auto const count = [&](std::string_view, u32) { ++rows; };
    for_each_row(text, columns, count);
    return rows;
}

} // namespace lib
