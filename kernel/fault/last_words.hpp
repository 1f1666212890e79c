// SPDX-License-Identifier: MIT
// What a program that runs for hours has found so far, so that a panic tells it: it must not be lost.
#pragma once

#include "lib/text.hpp"

namespace kernel {

/// While it lives, a panic calls `print(sink)` before its end: any context, all other CPUs stopped, so
/// without locks and without waiting. One at a time. Threads only.
class [[nodiscard]] LastWords {
public:
    using Print = void (*)(lib::Sink& sink, void const* of);

    LastWords(Print print, void const* of);
    ~LastWords();
    LastWords(LastWords const&) = delete;
    LastWords& operator=(LastWords const&) = delete;
};

/// Of the one that lives, if there is one.
void print_last_words(lib::Sink& sink);

} // namespace kernel
