// SPDX-License-Identifier: MIT
#include "runs/monitor/history.hpp"

namespace kernel::monitor {

void History::add(std::string_view line)
{
    if (line.empty() || (size_ > 0 && line == this->line(0))) return;
    lines_[next_] = lib::Text<kLineLength>{line};
    next_ = (next_ + 1) % kLines;
    size_ = std::min(size_ + 1, kLines);
}

} // namespace kernel::monitor
