// SPDX-License-Identifier: MIT
// Text for people, in lines of at most 78 columns, so that they fit the VGA screen.
#pragma once

#include "kernel/log/log.hpp"
#include "lib/report.hpp"

namespace kernel {

/// Each line of `text`, four columns in.
void say_indented(std::string_view text);
/// Sentences in lines of at most 78 columns, two columns in.
void say_paragraph(std::string_view sentences);
/// One long sentence in lines of at most 78 columns, four columns in.
void say_wrapped(std::string_view sentence);
/// A report as a panic would show it, headline and picture.
void say_report(lib::Report const& report);
/// The entries that lead to `address`, as the CPU walks them.
void say_walk(VirtAddr address);
/// The same for later, to be said by say_indented().
[[nodiscard]] lib::Text<512> walk_in_words(VirtAddr address);

} // namespace kernel
