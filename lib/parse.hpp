// SPDX-License-Identifier: MIT
// Words and numbers from text, for command lines.
#pragma once

#include "lib/types.hpp"

#include <optional>
#include <string_view>

namespace lib {

/// Cuts the text before the first `separator` off the front of `rest`, and the separator with it. If there
/// is none, takes everything.
[[nodiscard]] std::string_view cut_field(std::string_view& rest, char separator);

/// The same for words between blanks and tabs, any number of them; empty when none is left.
[[nodiscard]] std::string_view cut_word(std::string_view& rest);

/// Are these the same but for upper and lower case? ASCII.
[[nodiscard]] bool equal_but_for_case(std::string_view one, std::string_view other);

/// All of `text` as a number: decimal, or hexadecimal after 0x. Nothing if it is anything else or too
/// large.
[[nodiscard]] std::optional<u64> parse_number(std::string_view text);

/// The same, in bytes, with a unit after it: K, M, G or T (powers of 1024, upper or lower case), or none.
[[nodiscard]] std::optional<u64> parse_size(std::string_view text);

} // namespace lib
