// SPDX-License-Identifier: MIT
// Words, numbers and sizes. All text comes from outside: nothing here trusts it.
#include "lib/parse.hpp"

#include <algorithm>

namespace lib {

namespace {

constexpr u32 kNoDigit = ~0u;

constexpr u32 digit_of(char letter)
{
    if (letter >= '0' && letter <= '9') return static_cast<u32>(letter - '0');
    if (letter >= 'a' && letter <= 'f') return static_cast<u32>(letter - 'a' + 10);
    if (letter >= 'A' && letter <= 'F') return static_cast<u32>(letter - 'A' + 10);
    return kNoDigit;
}

// How far a size's unit shifts; nothing if `letter` is not a unit.
constexpr std::optional<u32> unit_shift(char letter)
{
    constexpr std::string_view kUnits = "KMGTkmgt";
    auto const at = kUnits.find(letter);
    if (at == std::string_view::npos) return {};
    return static_cast<u32>(at % 4 + 1) * 10;
}

} // namespace

std::string_view cut_field(std::string_view& rest, char separator)
{
    auto const end = std::min(rest.find(separator), rest.size());
    auto const field = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return field;
}

std::string_view cut_word(std::string_view& rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    auto const word = rest.substr(0, rest.find_first_of(" \t"));
    rest.remove_prefix(word.size());
    return word;
}

std::optional<u64> parse_number(std::string_view text)
{
    bool const hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    u32 const base = hexadecimal ? 16 : 10;
    if (hexadecimal) text.remove_prefix(2);
    if (text.empty()) return {};

    u64 number = 0;
    for (char const letter : text) {
        u32 const digit = digit_of(letter);
        if (digit >= base) return {};
        if (number > (~u64{0} - digit) / base) return {};
        number = number * base + digit;
    }
    return number;
}

bool equal_but_for_case(std::string_view one, std::string_view other)
{
    auto const small = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [small](char left, char right) { return small(left) == small(right); });
}

std::optional<u64> parse_size(std::string_view text)
{
    if (text.empty()) return {};
    auto const shift = unit_shift(text.back());
    if (!shift) return parse_number(text);
    auto const number = parse_number(text.substr(0, text.size() - 1));
    if (!number || *number > (~u64{0} >> *shift)) return {};
    return *number << *shift;
}

} // namespace lib
