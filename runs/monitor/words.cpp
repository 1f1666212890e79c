// SPDX-License-Identifier: MIT
#include "runs/monitor/words.hpp"

#include "lib/parse.hpp"

namespace kernel::monitor {

std::string_view word_too_many(std::string_view taken, std::string_view given)
{
    if (taken.find("...") != std::string_view::npos) return {};
    while (!lib::cut_word(taken).empty())
        if (lib::cut_word(given).empty()) return {};
    return lib::cut_word(given);
}

void CommonBeginning::offer(std::string_view word)
{
    if (word.substr(0, prefix_.size()) != prefix_) return;
    if (++count_ == 1) {
        common_ = lib::Text<128>{word};
        return;
    }
    auto const old = common_.view();
    auto const end = std::mismatch(old.begin(), old.end(), word.begin(), word.end()).first;
    common_ = lib::Text<128>{old.substr(0, static_cast<std::size_t>(end - old.begin()))};
}

} // namespace kernel::monitor
