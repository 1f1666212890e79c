// SPDX-License-Identifier: MIT
// One traversal, applied to one window: which sequence its pages hold, and which inner loop runs.
#pragma once

#include "lib/address.hpp"
#include "runs/memtest/block_move.hpp"
#include "runs/memtest/modulo.hpp"
#include "runs/memtest/pattern.hpp"

namespace kernel::memtest {

inline constexpr u32 kWordsPerPage = kPageSize / sizeof(u32);

/// Two rounds of numbers. In the first each word holds its address divided by 4, which is unique within 16
/// GiB; in the second the numbers run down, from a different start in each 16 GiB.
[[nodiscard]] constexpr Numbers address_words(u32 round, Pfn page)
{
    u32 const number = page.raw() << (kPageShift - 2);
    if (round % 2 == 0) return {number, 1};
    return {~number + (page.raw() >> 22) * 0x9E37'79B9, ~0u};
}

/// The first word of a walking one. Its inverse is the walking zero.
[[nodiscard]] constexpr u32 walking_word(Traversal const& traversal)
{
    return std::rotl(1u, static_cast<int>((traversal.round * 4 + traversal.pass) % 32));
}

/// The first word of what is moved: in even rounds a one walks, in odd ones a zero.
[[nodiscard]] constexpr u32 moved_word(Traversal const& traversal)
{
    u32 const one = std::rotl(1u, static_cast<int>(traversal.pass % 32));
    return traversal.round % 2 == 0 ? one : ~one;
}

[[nodiscard]] constexpr u32 fixed_word(u32 round)
{
    constexpr u32 kWords[] = {0, 0x5555'5555, 0x3333'3333, 0x0F0F'0F0F};
    return kWords[round % 4];
}

/// Differs for each pattern, pass and round.
[[nodiscard]] constexpr u32 random_word(Traversal const& traversal)
{
    return scrambled(traversal.pass << 16 | traversal.round << 8 | static_cast<u32>(traversal.pattern));
}

[[nodiscard]] constexpr u32 modulo_offset(Traversal const& traversal)
{
    return (traversal.round / 2 * 4 + traversal.pass) % kModulo;
}
[[nodiscard]] constexpr u32 modulo_word(Traversal const& traversal)
{
    u32 const word = random_word({traversal.pattern, Step::Fill, traversal.round / 2, traversal.pass});
    return traversal.round % 2 == 0 ? word : ~word;
}

/// Calls `function(sequence)` with what `page` holds after it was filled. Not for BlockMove and Modulo.
template <class Function> void with_sequence(Traversal const& traversal, Pfn page, Function function)
{
    switch (traversal.pattern) {
    case Pattern::Address: return function(address_words(traversal.round, page));
    case Pattern::WalkingBit: return function(Walking{walking_word(traversal)});
    case Pattern::Fixed: return function(Constant{fixed_word(traversal.round)});
    case Pattern::RandomWord: return function(Constant{random_word(traversal)});
    case Pattern::RandomSequence: return function(Random{random_word(traversal) ^ scrambled(page.raw())});
    case Pattern::BitFade: return function(Constant{traversal.round % 2 == 0 ? 0u : ~0u});
    case Pattern::BlockMove:
    case Pattern::Modulo: return;
    }
}

/// What a step does to words that hold, or are to hold, `sequence`.
template <class Word, class Sequence, class Bad>
void apply_step(Step step, std::span<Word> words, Sequence sequence, Bad& bad)
{
    switch (step) {
    case Step::Fill: return fill(words, sequence);
    case Step::Check: return check(words, sequence, bad);
    case Step::Invert: return invert_up<0>(words, sequence, bad);
    case Step::Restore: return invert_up<~0u>(words, sequence, bad);
    case Step::RestoreDown:
        if constexpr (requires { sequence.back(); }) invert_down<~0u>(words, sequence, bad);
        return;
    case Step::Move:
    case Step::Surround:
    case Step::Pause: return;
    }
}

template <class Word, class Bad> void apply_modulo(Traversal const& traversal, std::span<Word> page, Bad& bad)
{
    u32 const offset = modulo_offset(traversal);
    u32 const word = modulo_word(traversal);
    if (traversal.step == Step::Fill) plant(page, offset, word);
    if (traversal.step == Step::Check) return check_planted(page, offset, word, bad);
    surround(page, offset, ~word);
}

template <class Word, class Bad>
void apply_block_move(Traversal const& traversal, std::span<Word> window, Bad& bad)
{
    u32 const first = moved_word(traversal);
    switch (traversal.step) {
    case Step::Fill: return fill(window, Walking{first});
    case Step::Move: return move_halves(window);
    default: return check_moved(window, first, bad);
    }
}

/// Does `traversal` to `window`: whole pages, the first of which shows frame `first` and the others the
/// frames that follow. `bad` is told of every word that is not what it should be. A window must be the same
/// for all steps of a pattern.
template <class Word, class Bad>
void apply(Traversal const& traversal, std::span<Word> window, Pfn first, Bad& bad)
{
    if (traversal.pattern == Pattern::BlockMove) return apply_block_move(traversal, window, bad);
    u32 const pages = static_cast<u32>(window.size()) / kWordsPerPage;
    for (u32 done = 0; done < pages; ++done) {
        u32 const index = traversal.downwards() ? pages - 1 - done : done;
        auto const page = window.subspan(index * kWordsPerPage, kWordsPerPage);
        if (traversal.pattern == Pattern::Modulo) {
            apply_modulo(traversal, page, bad);
        } else {
            with_sequence(traversal, first + index,
                          [&](auto sequence) { apply_step(traversal.step, page, sequence, bad); });
        }
    }
}

} // namespace kernel::memtest
