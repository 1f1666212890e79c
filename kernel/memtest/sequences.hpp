// SPDX-License-Identifier: MIT
// What is written into memory: sequences of words that can be made again when they are read back, so that
// nothing has to be remembered. They come by twos. next() goes upwards from the first word. back() goes two
// words back, and begins behind the last word of anything whose length is a multiple of 32 words.
#pragma once

#include "lib/types.hpp"

#include <bit>

namespace kernel::memtest {

struct Two {
    u32 first, second;

    [[nodiscard]] Two operator^(u32 mask) const { return {first ^ mask, second ^ mask}; }
};

/// The same word everywhere.
struct Constant {
    u32 word;
    [[nodiscard]] Two next() const { return {word, word}; }
    void back() {}
};

/// Each word is the one before it, rotated by one bit: a one that walks through zeros, or a zero through
/// ones.
struct Walking {
    u32 word;
    Two next()
    {
        Two two{word, 0};
        word = two.second = rotated(word);
        word = rotated(word);
        return two;
    }
    void back() { word = std::rotr(word, 2); }

private:
    /// std::rotl(word, 1), but not as the instruction for it: that leaves some flags as they were, which
    /// costs an emulator more than the access to memory.
    [[nodiscard]] static u32 rotated(u32 word)
    {
        u32 const carry = __builtin_add_overflow(word, word, &word) ? 1 : 0;
        return word + carry;
    }
};

/// Numbers in a row, upwards or downwards: no two words are alike.
struct Numbers {
    u32 number;
    u32 step;
    Two next()
    {
        Two const two{number, number + step};
        number += 2 * step;
        return two;
    }
};

/// Words without visible order: Marsaglia's xorshift, which needs one register besides its state, and each
/// word once more with its bytes reversed.
class Random {
public:
    /// Pages whose seeds differ hold no word in common at the same place.
    explicit Random(u32 seed) : state_{seed == 0 ? kInsteadOfZero : seed} {}
    Two next()
    {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return {state_, __builtin_bswap32(state_)};
    }

private:
    static constexpr u32 kInsteadOfZero = 0x9E37'79B9; ///< for zero has no successor but itself
    u32 state_;
};

/// A seed for Random that differs in about half its bits for each `number`.
[[nodiscard]] constexpr u32 scrambled(u32 number)
{
    u32 mixed = (number ^ number >> 16) * 0x7FEB'352D;
    mixed = (mixed ^ mixed >> 15) * 0x846C'A68B;
    return mixed ^ mixed >> 16;
}

} // namespace kernel::memtest
