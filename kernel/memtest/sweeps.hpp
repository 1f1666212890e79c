// SPDX-License-Identifier: MIT
// The inner loops of the memory test: they fill a span with a sequence, or compare it with one, or do both.
// `Word` is u32; the host tests bring one that is broken like bad memory. Lengths are multiples of 32 words,
// except where it says otherwise.
//
// Words are treated in groups of four, all read before any is written: one conditional jump for four words,
// which is what an emulator's time goes into. Memory does not notice, because a group lies in one cache line,
// and caches exchange whole lines with memory.
//
// The loops are functions of their own, or together they would need more registers than there are.
#pragma once

#include "kernel/memtest/sequences.hpp"

#include <span>

namespace kernel::memtest {

/// For `Bad`: void operator()(Word const& word, u32 expected, u32 found), for each word that is wrong.
template <class Word, class Bad>
[[gnu::noinline, gnu::cold]] void report_group(Word const* words, u32 const (&expected)[4],
                                               u32 const (&found)[4], Bad& bad)
{
    for (u32 at = 0; at < 4; ++at) {
        if (found[at] != expected[at]) bad(words[at], expected[at], found[at]);
    }
}

template <class Word, class Bad>
[[gnu::always_inline]] inline void check_group(Word const* words, u32 const (&expected)[4], Bad& bad)
{
    u32 const found[4] = {words[0], words[1], words[2], words[3]};
    u32 const differing = (found[0] ^ expected[0]) | (found[1] ^ expected[1]) | (found[2] ^ expected[2]) |
                          (found[3] ^ expected[3]);
    if (differing != 0) [[unlikely]]
        report_group(words, expected, found, bad);
}

template <class Word> [[gnu::always_inline]] inline void write_group(Word* words, u32 const (&values)[4])
{
    words[0] = values[0];
    words[1] = values[1];
    words[2] = values[2];
    words[3] = values[3];
}

template <class Word, class Sequence> [[gnu::noinline]] void fill(std::span<Word> words, Sequence sequence)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end; at += 4) {
        u32 const values[4] = {sequence.next(), sequence.next(), sequence.next(), sequence.next()};
        write_group(at, values);
    }
}

template <class Word, class Sequence, class Bad>
[[gnu::noinline]] void check(std::span<Word> words, Sequence sequence, Bad& bad)
{
    Word const* const end = words.data() + words.size();
    for (Word const* at = words.data(); at != end; at += 4) {
        u32 const expected[4] = {sequence.next(), sequence.next(), sequence.next(), sequence.next()};
        check_group(at, expected, bad);
    }
}

/// Expects each word of the sequence xor `before`, and leaves its complement there. `before`: 0 or ~0.
template <class Word, class Sequence, class Bad>
[[gnu::noinline]] void invert_up(std::span<Word> words, Sequence sequence, u32 before, Bad& bad)
{
    Word* const end = words.data() + words.size();
    for (Word* at = words.data(); at != end; at += 4) {
        u32 const expected[4] = {sequence.next() ^ before, sequence.next() ^ before, sequence.next() ^ before,
                                 sequence.next() ^ before};
        u32 const opposite[4] = {~expected[0], ~expected[1], ~expected[2], ~expected[3]};
        check_group(at, expected, bad);
        write_group(at, opposite);
    }
}

/// The same from the last word to the first.
template <class Word, class Sequence, class Bad>
[[gnu::noinline]] void invert_down(std::span<Word> words, Sequence sequence, u32 before, Bad& bad)
{
    for (Word* at = words.data() + words.size(); at != words.data();) {
        at -= 4;
        sequence.back();
        Sequence group = sequence;
        u32 const expected[4] = {group.next() ^ before, group.next() ^ before, group.next() ^ before,
                                 group.next() ^ before};
        u32 const opposite[4] = {~expected[0], ~expected[1], ~expected[2], ~expected[3]};
        check_group(at, expected, bad);
        write_group(at, opposite);
    }
}

} // namespace kernel::memtest
