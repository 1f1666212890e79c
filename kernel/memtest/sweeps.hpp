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

/// Are at[0] and at[1] `two` xor `kBefore`, which is 0 or ~0?
template <u32 kBefore, class Word, class Bad>
[[gnu::always_inline]] inline void check_two(Word const* at, Two two, Bad& bad)
{
    Two const sum{at[0] ^ two.first, at[1] ^ two.second};
    bool const alike = kBefore == 0 ? (sum.first | sum.second) == 0 : (sum.first & sum.second) == ~0u;
    if (!alike) [[unlikely]]
        report(at, two ^ kBefore, sum ^ kBefore, bad);
}

/// Calls `step` so often, without counting in a register.
template <u32 kTimes, class Step> [[gnu::always_inline]] inline void repeat(Step const& step)
{
    step();
    if constexpr (kTimes > 1) repeat<kTimes - 1>(step);
}
inline constexpr u32 kTwosInATurn = 8; ///< whether the end is reached is asked of memory, so not too often

template <class Word, class Sequence> [[gnu::noinline]] void fill(std::span<Word> words, Sequence sequence)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end;) {
        repeat<kTwosInATurn>([&]() __attribute__((always_inline)) {
            Two const two = sequence.next();
            at[0] = two.first;
            at[1] = two.second;
            at += 2;
        });
    }
}

template <class Word, class Sequence, class Bad>
[[gnu::noinline]] void check(std::span<Word> words, Sequence sequence, Bad& bad)
{
    Word const* const end = words.data() + words.size();
    for (Word const* at = words.data(); at != end;) {
        repeat<kTwosInATurn>([&]() __attribute__((always_inline)) {
            check_two<0>(at, sequence.next(), bad);
            at += 2;
        });
    }
}

/// Expects each word of the sequence xor `kBefore`, and leaves its complement there.
template <u32 kBefore, class Word, class Sequence, class Bad>
[[gnu::noinline]] void invert_up(std::span<Word> words, Sequence sequence, Bad& bad)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end;) {
        repeat<kTwosInATurn>([&]() __attribute__((always_inline)) {
            Two const two = sequence.next();
            check_two<kBefore>(at, two, bad);
            at[0] = ~(two.first ^ kBefore);
            at[1] = ~(two.second ^ kBefore);
            at += 2;
        });
    }
}

/// The same from the last two words to the first; and of two the second is written first, so that a word
/// which disturbs its neighbour is caught in one direction or the other.
template <u32 kBefore, class Word, class Sequence, class Bad>
[[gnu::noinline]] void invert_down(std::span<Word> words, Sequence sequence, Bad& bad)
{
    for (Word* at = words.data() + words.size(); at != words.data();) {
        repeat<kTwosInATurn>([&]() __attribute__((always_inline)) {
            at -= 2;
            sequence.back();
            Two const two = Sequence{sequence}.next();
            check_two<kBefore>(at, two, bad);
            at[1] = ~(two.second ^ kBefore);
            at[0] = ~(two.first ^ kBefore);
        });
    }
}

} // namespace kernel::memtest
