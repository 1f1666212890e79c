// SPDX-License-Identifier: MIT
// Moving blocks: the lower half of a window is copied to the upper one, which is copied back rotated by 32
// bytes, and so on. What is moved is a walking bit, so it is known what must be where in the end.
//
// The halves of a window are at most 8 pages apart. If they were a multiple of 64 pages apart, each page's
// source and target would share a place in QEMU's table of translations and evict each other word by word:
// ten times slower.
#pragma once

#include "runs/memtest/sweeps.hpp"

#include <algorithm>

namespace kernel::memtest {

inline constexpr u32 kMoves = 7;    ///< there and back, this often
inline constexpr u32 kRotation = 8; ///< words; the moves must not add up to a whole walk of 32
static_assert(kMoves * kRotation % 32 != 0 && (kMoves - 1) * kRotation % 32 != 0);

template <class Word> void move_halves(std::span<Word> window)
{
    auto const lower = window.first(window.size() / 2);
    auto const upper = window.last(window.size() / 2);
    for (u32 move = 0; move < kMoves; ++move) {
        std::copy(lower.begin(), lower.end(), upper.begin());
        std::copy(upper.begin(), upper.end() - kRotation, lower.begin() + kRotation);
        std::copy(upper.end() - kRotation, upper.end(), lower.begin());
    }
}

/// After fill(window, Walking{first}) and move_halves(window).
template <class Word, class Bad> void check_moved(std::span<Word> window, u32 first, Bad& bad)
{
    check(window.first(window.size() / 2), Walking{std::rotr(first, int{kMoves * kRotation})}, bad);
    check(window.last(window.size() / 2), Walking{std::rotr(first, int{(kMoves - 1) * kRotation})}, bad);
}

} // namespace kernel::memtest
