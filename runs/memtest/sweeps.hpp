// SPDX-License-Identifier: MIT
// The inner loops of the memory test: they fill a span with a sequence, or compare it with one, or do both.
// `Word` is u32; the host tests bring one that misbehaves like bad memory. Lengths are multiples of 32
// words, except where it says otherwise.
//
// An emulator spends its time on memory, and at the ends of straight pieces of code. So four words are
// compared together, with one branch; there are just enough registers for that, and what does not stay in
// one costs as much as a word that is tested. Hence, of four words that differ, the differences of three
// are kept, and that of the first only together with theirs; what to write is computed when it is written;
// and the loops are functions of their own, which do not cross a page, because QEMU has to look up where a
// jump to another page leads. Four words at once in SSE registers were tried: slower in QEMU 7.2, which
// keeps those in memory.
#pragma once

#include "runs/memtest/sequences.hpp"

#include <span>

namespace kernel::memtest {

/// Four words xored with what they should be; the first one only together with the others.
struct Sums {
    u32 all, second, third, fourth;

    [[nodiscard]] Sums operator^(u32 mask) const
    {
        return {all ^ mask, second ^ mask, third ^ mask, fourth ^ mask};
    }
};

/// Calls bad(Word const& word, u32 expected, u32 found) for each of the four words that is wrong. The first
/// one is read once more; a bit that only the first reading saw wrong is reported all the same. Out of
/// line, to save registers.
template <u32 kBefore, class Word, class Sequence, class Bad>
[[gnu::noinline, gnu::cold]] void report(Word const* at, Sequence sequence, Sums differ, Bad& bad)
{
    Four const expected = sequence.four() ^ kBefore;
    u32 const elsewhere = differ.second | differ.third | differ.fourth;
    u32 const first = (at[0] ^ expected.words[0]) | (differ.all & ~elsewhere);
    u32 index = 0;
    for (u32 const bits : {first, differ.second, differ.third, differ.fourth}) {
        if (bits != 0) bad(at[index], expected.words[index], expected.words[index] ^ bits);
        ++index;
    }
}

/// Are the words at `at` those of the sequence xor `kBefore`, which is 0 or ~0?
template <u32 kBefore, class Word, class Sequence, class Bad>
[[gnu::always_inline]] inline void check_four(Word const* at, Sequence& sequence, Bad& bad)
{
    Four const four = sequence.four();
    u32 const a = at[0] ^ four.words[0];
    u32 const b = at[1] ^ four.words[1];
    u32 const c = at[2] ^ four.words[2];
    u32 const d = at[3] ^ four.words[3];
    u32 const all = kBefore == 0 ? a | b | c | d : a & b & c & d;
    if (all != kBefore) [[unlikely]]
        report<kBefore>(at, sequence, Sums{all, b, c, d} ^ kBefore, bad);
}

template <class Word> [[gnu::always_inline]] inline void write_four(Word* at, Four four)
{
    at[0] = four.words[0];
    at[1] = four.words[1];
    at[2] = four.words[2];
    at[3] = four.words[3];
}

/// Calls `step` that often, without counting in a register.
template <u32 kTimes, class Step> [[gnu::always_inline]] inline void repeat(Step const& step)
{
    step();
    if constexpr (kTimes > 1) repeat<kTimes - 1>(step);
}
/// The end is compared in memory, so not too often. With a check at each access, which is slow anyway, eight
/// take the compiler twenty seconds.
#ifdef DORMER_SANITIZED
inline constexpr u32 kFoursInATurn = 2;
#else
inline constexpr u32 kFoursInATurn = 8;
#endif
/// A power of two. GCC makes no loop longer that is used; clang does, and one of those may cross a page.
inline constexpr u32 kLoopAlignment = 1024;

template <class Word, class Sequence>
[[gnu::noinline, gnu::aligned(kLoopAlignment)]] void fill(std::span<Word> words, Sequence sequence)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end;) {
        repeat<kFoursInATurn>([&]() __attribute__((always_inline)) {
            write_four(at, sequence.four());
            sequence.next();
            at += 4;
        });
    }
}

template <class Word, class Sequence, class Bad>
[[gnu::noinline, gnu::aligned(kLoopAlignment)]] void check(std::span<Word> words, Sequence sequence, Bad& bad)
{
    Word const* const end = words.data() + words.size();
    for (Word const* at = words.data(); at != end;) {
        repeat<kFoursInATurn>([&]() __attribute__((always_inline)) {
            lib::hide(at); // otherwise it would be kept in memory itself
            check_four<0>(at, sequence, bad);
            sequence.next();
            at += 4;
        });
    }
}

/// Expects each word of the sequence xor `kBefore`, and leaves its complement there.
template <u32 kBefore, class Word, class Sequence, class Bad>
[[gnu::noinline, gnu::aligned(kLoopAlignment)]] void invert_up(std::span<Word> words, Sequence sequence,
                                                               Bad& bad)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end;) {
        repeat<kFoursInATurn>([&]() __attribute__((always_inline)) {
            lib::hide(at);
            check_four<kBefore>(at, sequence, bad);
            write_four(at, sequence.four() ^ ~kBefore);
            sequence.next();
            at += 4;
        });
    }
}

/// The same from the last four words to the first; and of each four the last is written first, so that a
/// word which disturbs its neighbour is caught in one direction or the other.
template <u32 kBefore, class Word, class Sequence, class Bad>
[[gnu::noinline, gnu::aligned(kLoopAlignment)]] void invert_down(std::span<Word> words, Sequence sequence,
                                                                 Bad& bad)
{
    for (Word* at = words.data() + words.size(); at != words.data();) {
        repeat<kFoursInATurn>([&]() __attribute__((always_inline)) {
            at -= 4;
            sequence.back();
            check_four<kBefore>(at, sequence, bad);
            Four const four = sequence.four() ^ ~kBefore;
            at[3] = four.words[3];
            at[2] = four.words[2];
            at[1] = four.words[1];
            at[0] = four.words[0];
        });
    }
}

} // namespace kernel::memtest
