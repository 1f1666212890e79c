// SPDX-License-Identifier: MIT
// Patterns like those of a shell, for choosing tests and benchmarks by name.
#pragma once

#include <string_view>

namespace lib {

/// Whether all of `text` matches `pattern`: `*` stands for any characters or none, `?` for any one. Time is
/// at most the product of the two lengths.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);

} // namespace lib
