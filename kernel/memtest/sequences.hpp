// SPDX-License-Identifier: MIT
// What is written into memory: sequences of words that can be made again when they are read back, so that
// nothing has to be remembered. next() goes upwards from the first word. back() goes four words back, and
// begins behind the last word of anything whose length is a multiple of 32 words.
#pragma once

#include "lib/types.hpp"

#include <bit>

namespace kernel::memtest {

/// The same word everywhere.
struct Constant {
    u32 word;
    u32 next() { return word; }
    void back() {}
};

/// Each word is the one before it, rotated by one bit: a one that walks through zeros, or a zero through
/// ones.
struct Walking {
    u32 word;
    u32 next()
    {
        u32 const now = word;
        // std::rotl(word, 1), but not as the instruction for it: that leaves some flags as they were, which
        // costs an emulator more than the access to memory.
        u32 const carry = __builtin_add_overflow(word, word, &word) ? 1 : 0;
        word += carry;
        return now;
    }
    void back() { word = std::rotr(word, 4); }
};

/// Numbers in a row, upwards or downwards: no two words are alike.
struct Numbers {
    u32 number;
    u32 step;
    u32 next()
    {
        u32 const now = number;
        number += step;
        return now;
    }
};

/// Words without visible order. A linear congruence has weak low bits, so the high ones are folded in.
struct Random {
    u32 state;
    u32 next()
    {
        state = state * 1'664'525 + 1'013'904'223;
        return state ^ state >> 16;
    }
};

/// A seed for Random that differs in about half its bits for each `number`.
[[nodiscard]] constexpr u32 scrambled(u32 number)
{
    u32 mixed = (number ^ number >> 16) * 0x7FEB'352D;
    mixed = (mixed ^ mixed >> 15) * 0x846C'A68B;
    return mixed ^ mixed >> 16;
}

} // namespace kernel::memtest
