// SPDX-License-Identifier: MIT
// The lines that were entered, to be called back by the arrow keys.
#pragma once

#include "lib/text.hpp"

#include <array>

namespace kernel::monitor {

class History {
public:
    static constexpr u32 kLines = 32;
    static constexpr std::size_t kLineLength = 128;

    /// Appends `line`; the oldest one makes room. Empty lines and repetitions of the last one are not kept.
    void add(std::string_view line);

    [[nodiscard]] u32 size() const { return size_; }
    /// 0 is the latest. Precondition: back < size(). Good until the next add().
    [[nodiscard]] std::string_view line(u32 back) const { return lines_[slot(back)].view(); }

private:
    [[nodiscard]] u32 slot(u32 back) const { return (next_ + kLines - 1 - back) % kLines; }

    std::array<lib::Text<kLineLength>, kLines> lines_{};
    u32 next_ = 0; ///< where the next one goes
    u32 size_ = 0;
};

} // namespace kernel::monitor
