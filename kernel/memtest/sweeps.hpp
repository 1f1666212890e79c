// SPDX-License-Identifier: MIT
// The inner loops of the memory test: they fill a span with a sequence, or compare it with one, or do both.
// `Word` is u32; the host tests bring one that is broken like bad memory. Lengths are multiples of 32 words,
// except where it says otherwise.
//
// What an emulator's time goes into is memory: a value that does not stay in a register costs as much as the
// word that is tested. So each word is compared at once, with a jump that is never taken, rather than several
// together; and the loops are functions of their own, or together they would need more registers than there
// are.
#pragma once

#include "kernel/memtest/sequences.hpp"

#include <span>

namespace kernel::memtest {

/// For `Bad`: void operator()(Word const& word, u32 expected, u32 found), for each word that is wrong. Out of
/// line, for the registers' sake.
template <class Word, class Bad>
[[gnu::noinline, gnu::cold]] void report(Word const& word, u32 expected, u32 found, Bad& bad)
{
    bad(word, expected, found);
}

template <class Word, class Bad>
[[gnu::always_inline]] inline void check_word(Word const& word, u32 expected, Bad& bad)
{
    u32 const found = word;
    if (found != expected) [[unlikely]]
        report(word, expected, found, bad);
}

template <class Word, class Bad>
[[gnu::always_inline]] inline void invert_word(Word& word, u32 expected, Bad& bad)
{
    check_word(word, expected, bad);
    word = ~expected;
}

template <class Word, class Sequence> [[gnu::noinline]] void fill(std::span<Word> words, Sequence sequence)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end; at += 4) {
        at[0] = sequence.next();
        at[1] = sequence.next();
        at[2] = sequence.next();
        at[3] = sequence.next();
    }
}

template <class Word, class Sequence, class Bad>
[[gnu::noinline]] void check(std::span<Word> words, Sequence sequence, Bad& bad)
{
    Word const* const end = words.data() + words.size();
    for (Word const* at = words.data(); at != end; at += 4) {
        check_word(at[0], sequence.next(), bad);
        check_word(at[1], sequence.next(), bad);
        check_word(at[2], sequence.next(), bad);
        check_word(at[3], sequence.next(), bad);
    }
}

/// Expects each word of the sequence xor `before`, and leaves its complement there. `before`: 0 or ~0.
template <class Word, class Sequence, class Bad>
[[gnu::noinline]] void invert_up(std::span<Word> words, Sequence sequence, u32 before, Bad& bad)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end; at += 4) {
        invert_word(at[0], sequence.next() ^ before, bad);
        invert_word(at[1], sequence.next() ^ before, bad);
        invert_word(at[2], sequence.next() ^ before, bad);
        invert_word(at[3], sequence.next() ^ before, bad);
    }
}

/// The same from the last word to the first.
template <class Word, class Sequence, class Bad>
[[gnu::noinline]] void invert_down(std::span<Word> words, Sequence sequence, u32 before, Bad& bad)
{
    for (Word* at = words.data() + words.size(); at != words.data();) {
        at -= 4;
        sequence.back();
        Sequence four = sequence;
        u32 const expected[4] = {four.next() ^ before, four.next() ^ before, four.next() ^ before,
                                 four.next() ^ before};
        invert_word(at[3], expected[3], bad);
        invert_word(at[2], expected[2], bad);
        invert_word(at[1], expected[1], bad);
        invert_word(at[0], expected[0], bad);
    }
}

} // namespace kernel::memtest
