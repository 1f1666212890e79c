// SPDX-License-Identifier: MIT
// What the monitor's commands need of a kernel: somebody who types, memory, and page tables that end with the
// address space.
#pragma once

#include <optional>
#include <string_view>

namespace fuzz {

/// What is going to be typed: answers to questions as well.
void type(std::string_view text);
[[nodiscard]] std::optional<char> next_letter();

} // namespace fuzz
