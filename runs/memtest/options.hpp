// SPDX-License-Identifier: MIT
// How long a memory test takes: passes, pauses, patterns.
#pragma once

#include "lib/result.hpp"
#include "runs/memtest/pattern.hpp"

#include <string_view>

namespace kernel::memtest {

struct Options {
    u32 passes = 1;       ///< 0: until somebody stops it
    u32 fade_seconds = 2; ///< how long a bit may take to fade, in each of two rounds
    PatternSet patterns = PatternSet::all();
};

/// A piece of the text that was read.
struct WrongWord {
    std::string_view word;
};

/// Words separated by `separator`, in any order: a number of passes, fade=SECONDS, only=PATTERN+PATTERN with
/// names as PatternInfo::word has them. The error is the first other word.
[[nodiscard]] lib::Result<Options, WrongWord> parse_options(std::string_view text, char separator);

/// What such words can be, for a sentence about wrong ones.
inline constexpr std::string_view kOptionsHelp =
    "a number of passes (0: no end), fade=SECONDS, and only=PATTERN+PATTERN from address, walking, "
    "inversions, "
    "random_inversions, random_sequence, block_move, modulo and bit_fade";

} // namespace kernel::memtest
