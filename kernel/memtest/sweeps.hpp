// SPDX-License-Identifier: MIT
// The inner loops of the memory test: they fill a span with a sequence, or compare it with one, or do both.
// `Word` is u32; the host tests bring one that is broken like bad memory. Lengths are multiples of 32 words,
// except where it says otherwise.
//
// What an emulator's time goes into is memory: a value that does not stay in a register costs as much as the
// word that is tested. So two words are compared together, which is what six registers allow; of those that
// differ only the difference is kept; and the loops are functions of their own, or together they would need
// more registers than there are. Four words at once in SSE registers were tried: slower in QEMU 7.2, which
// keeps those in memory.
#pragma once

#include "kernel/memtest/sequences.hpp"

#include <span>

namespace kernel::memtest {

/// For `Bad`: void operator()(Word const& word, u32 expected, u32 found), for each word that is wrong. Out of
/// line, for the registers' sake.
template <class Word, class Bad>
[[gnu::noinline, gnu::cold]] void report(Word const* at, Two expected, Two differ, Bad& bad)
{
    if (differ.first != 0) bad(at[0], expected.first, expected.first ^ differ.first);
    if (differ.second != 0) bad(at[1], expected.second, expected.second ^ differ.second);
}

/// Are at[0] and at[1] `expected`?
template <class Word, class Bad>
[[gnu::always_inline]] inline void check_two(Word const* at, Two expected, Bad& bad)
{
    Two const differ{at[0] ^ expected.first, at[1] ^ expected.second}; // and what was found need not be kept
    if ((differ.first | differ.second) != 0) [[unlikely]]
        report(at, expected, differ, bad);
}

template <class Word, class Bad>
[[gnu::always_inline]] inline void invert_two(Word* at, Two expected, Bad& bad)
{
    check_two(at, expected, bad);
    at[0] = ~expected.first;
    at[1] = ~expected.second;
}

/// Written in the other order: a word that disturbs its neighbour is so caught in one direction or the other.
template <class Word, class Bad>
[[gnu::always_inline]] inline void invert_two_down(Word* at, Two expected, Bad& bad)
{
    check_two(at, expected, bad);
    at[1] = ~expected.second;
    at[0] = ~expected.first;
}

template <class Word, class Sequence> [[gnu::noinline]] void fill(std::span<Word> words, Sequence sequence)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end; at += 4) {
        for (u32 word = 0; word < 4; word += 2) {
            Two const two = sequence.next();
            at[word] = two.first;
            at[word + 1] = two.second;
        }
    }
}

template <class Word, class Sequence, class Bad>
[[gnu::noinline]] void check(std::span<Word> words, Sequence sequence, Bad& bad)
{
    Word const* const end = words.data() + words.size();
    for (Word const* at = words.data(); at != end; at += 4) {
        check_two(at, sequence.next(), bad);
        check_two(at + 2, sequence.next(), bad);
    }
}

/// Expects each word of the sequence xor `kBefore`, which is 0 or ~0, and leaves its complement there.
template <u32 kBefore, class Word, class Sequence, class Bad>
[[gnu::noinline]] void invert_up(std::span<Word> words, Sequence sequence, Bad& bad)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end; at += 4) {
        invert_two(at, sequence.next() ^ kBefore, bad);
        invert_two(at + 2, sequence.next() ^ kBefore, bad);
    }
}

/// The same from the last two words to the first.
template <u32 kBefore, class Word, class Sequence, class Bad>
[[gnu::noinline]] void invert_down(std::span<Word> words, Sequence sequence, Bad& bad)
{
    for (Word* at = words.data() + words.size(); at != words.data();) {
        for (u32 two = 0; two < 2; ++two) {
            at -= 2;
            sequence.back();
            Sequence ahead = sequence;
            invert_two_down(at, ahead.next() ^ kBefore, bad);
        }
    }
}

} // namespace kernel::memtest
