// SPDX-License-Identifier: MIT
// A terminal that does what a teletype does: letters overwrite, '\b' goes to the left, '\n' begins a row.
#pragma once

#include "lib/text.hpp"

#include <algorithm>
#include <string>
#include <vector>

class Teletype final : public lib::Sink {
public:
    void write(std::string_view text) override
    {
        for (char const letter : text) put(letter);
    }

    /// A row, the last one or one `back` above it, without the blanks at its end.
    [[nodiscard]] std::string row(std::size_t back = 0) const
    {
        std::string const& row = rows_[rows_.size() - 1 - back];
        return row.substr(0, row.find_last_not_of(' ') + 1);
    }
    [[nodiscard]] std::size_t column() const { return column_; }
    [[nodiscard]] std::size_t widest() const { return widest_; }
    [[nodiscard]] bool left_the_row() const { return left_the_row_; } ///< '\b' in the first column

private:
    void put(char letter)
    {
        if (letter == '\n') {
            rows_.emplace_back();
            column_ = 0;
        } else if (letter == '\b') {
            left_the_row_ = left_the_row_ || column_ == 0;
            column_ -= column_ > 0;
        } else {
            std::string& row = rows_.back();
            if (row.size() <= column_) row.resize(column_ + 1, ' ');
            row[column_++] = letter;
            widest_ = std::max(widest_, column_);
        }
    }

    std::vector<std::string> rows_{std::string{}};
    std::size_t column_ = 0;
    std::size_t widest_ = 0;
    bool left_the_row_ = false;
};
