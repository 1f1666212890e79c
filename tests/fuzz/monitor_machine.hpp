// SPDX-License-Identifier: MIT
// What the monitor's commands need from a kernel: somebody who types, memory, and page tables that end with
// the address space.
#pragma once

#include <optional>
#include <string_view>

namespace fuzz {

/// What is going to be typed, including answers to questions.
void type(std::string_view text);
[[nodiscard]] std::optional<char> next_letter();

} // namespace fuzz
