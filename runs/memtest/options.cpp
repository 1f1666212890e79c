// SPDX-License-Identifier: MIT
#include "runs/memtest/options.hpp"

#include "lib/parse.hpp"

namespace kernel::memtest {

namespace {

constexpr u32 kMaxPasses = 1'000'000;
constexpr u32 kMaxFadeSeconds = 86'400;

/// Sets `number` to what `text` says; false if that is not a number of at most `most`.
bool take_number(u32& number, std::string_view text, u32 most)
{
    auto const value = lib::parse_number(text);
    if (!value || *value > most) return false;
    number = static_cast<u32>(*value);
    return true;
}

bool take_patterns(PatternSet& patterns, std::string_view names)
{
    patterns = {};
    while (!names.empty()) {
        auto const found = find_pattern(lib::cut_field(names, '+'));
        if (!found) return false;
        patterns.add(*found);
    }
    return !patterns.empty();
}

bool take_word(Options& options, std::string_view word)
{
    std::string_view value = word;
    auto const name = lib::cut_field(value, '=');
    if (name == "fade") return take_number(options.fade_seconds, value, kMaxFadeSeconds);
    if (name == "only") return take_patterns(options.patterns, value);
    return take_number(options.passes, word, kMaxPasses);
}

} // namespace

std::optional<Options> parse_options(std::string_view text, char separator)
{
    Options options;
    while (!text.empty()) {
        auto const word = lib::cut_field(text, separator);
        if (!word.empty() && !take_word(options, word)) return {};
    }
    return options;
}

} // namespace kernel::memtest
