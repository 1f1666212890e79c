// SPDX-License-Identifier: MIT
// The modulo-20 pattern: every 20th word holds something, all others its complement, which is written twice.
// A cell that its neighbours disturb then changes, in whatever order a cache performs the writes.
#pragma once

#include "lib/types.hpp"

#include <span>

namespace kernel::memtest {

inline constexpr u32 kModulo = 20;

/// Words `offset`, `offset` + 20, ... become `word`. offset < 20.
template <class Word> void plant(std::span<Word> words, u32 offset, u32 word)
{
    for (std::size_t at = offset; at < words.size(); at += kModulo) words[at] = word;
}

template <class Word> [[gnu::always_inline]] inline void write_nineteen(Word* words, u32 word)
{
    words[0] = word, words[1] = word, words[2] = word, words[3] = word, words[4] = word;
    words[5] = word, words[6] = word, words[7] = word, words[8] = word, words[9] = word;
    words[10] = word, words[11] = word, words[12] = word, words[13] = word, words[14] = word;
    words[15] = word, words[16] = word, words[17] = word, words[18] = word;
}

/// All others become `word`.
template <class Word> [[gnu::noinline]] void surround(std::span<Word> words, u32 offset, u32 word)
{
    for (std::size_t at = 0; at < offset; ++at) words[at] = word;
    std::size_t at = offset + 1;
    for (; at + kModulo - 1 <= words.size(); at += kModulo) write_nineteen(&words[at], word);
    for (; at < words.size(); ++at) words[at] = word;
}

/// Are the planted words still there?
template <class Word, class Bad> void check_planted(std::span<Word> words, u32 offset, u32 word, Bad& bad)
{
    for (std::size_t at = offset; at < words.size(); at += kModulo) {
        u32 const found = words[at];
        if (found != word) [[unlikely]]
            bad(words[at], word, found);
    }
}

} // namespace kernel::memtest
