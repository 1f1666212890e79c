// SPDX-License-Identifier: MIT
#include "runs/memtest/options.hpp"

#include "lib/parse.hpp"

namespace kernel::memtest {

namespace {

constexpr u32 kMaxPasses = 1'000'000;
constexpr u32 kMaxFadeSeconds = 86'400;

std::optional<u32> parse_up_to(u32 most, std::string_view text)
{
    auto const value = lib::parse_number(text);
    if (!value || *value > most) return {};
    return static_cast<u32>(*value);
}

std::optional<PatternSet> parse_patterns(std::string_view names)
{
    PatternSet patterns{};
    while (!names.empty()) {
        auto const found = find_pattern(lib::cut_field(names, '+'));
        if (!found) return {};
        patterns.add(*found);
    }
    if (patterns.empty()) return {};
    return patterns;
}

/// `options` with what `word` says, if it says something.
std::optional<Options> with_word(Options options, std::string_view word)
{
    std::string_view value = word;
    auto const name = lib::cut_field(value, '=');
    if (name == "only") {
        auto const patterns = parse_patterns(value);
        if (!patterns) return {};
        options.patterns = *patterns;
        return options;
    }
    bool const fade = name == "fade";
    auto const number = fade ? parse_up_to(kMaxFadeSeconds, value) : parse_up_to(kMaxPasses, word);
    if (!number) return {};
    (fade ? options.fade_seconds : options.passes) = *number;
    return options;
}

} // namespace

lib::Result<Options, WrongWord> parse_options(std::string_view text, char separator)
{
    Options options;
    while (!text.empty()) {
        auto const word = lib::cut_field(text, separator);
        if (word.empty()) continue;
        auto const more = with_word(options, word);
        if (!more) return WrongWord{word};
        options = *more;
    }
    return options;
}

} // namespace kernel::memtest
