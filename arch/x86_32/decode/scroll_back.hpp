// SPDX-License-Identifier: MIT
// The rows that have left a text screen, the last thousand of them. Without their colours: it is static
// memory, which is there for a panic too.
#pragma once

#include "lib/types.hpp"

#include <array>
#include <span>

namespace arch {

class ScrollBack {
public:
    static constexpr u32 kRows = 1000, kColumns = 80;
    using Row = std::array<char, kColumns>;

    /// The row that leaves the screen now; the oldest one makes room.
    void push(Row const& row)
    {
        rows_[next_] = row;
        next_ = (next_ + 1) % kRows;
        size_ += size_ < kRows ? 1 : 0;
    }

    [[nodiscard]] u32 size() const { return size_; }
    /// 0 is the row that left last. Precondition: back < size().
    [[nodiscard]] Row const& row(u32 back) const { return rows_[(next_ + kRows - 1 - back) % kRows]; }

private:
    std::array<Row, kRows> rows_{};
    u32 next_ = 0; ///< where the next one goes
    u32 size_ = 0;
};

} // namespace arch
