// SPDX-License-Identifier: MIT
// What is written into memory: sequences of words that can be made again when they are read back, so that
// nothing has to be remembered. They come in fours: four() is what belongs here, next() goes on to the four
// words above, back() to those below. It begins behind the last word of anything whose length is a multiple
// of 32 words.
//
// What four() starts from is hidden from the compiler, which would otherwise keep the words between a
// loop's reading and its writing, and in memory, for want of registers.
#pragma once

#include "lib/hide.hpp"
#include "lib/types.hpp"

#include <bit>

namespace kernel::memtest {

struct Four {
    u32 words[4];

    [[nodiscard]] Four operator^(u32 mask) const
    {
        return {{words[0] ^ mask, words[1] ^ mask, words[2] ^ mask, words[3] ^ mask}};
    }
};

/// The same word everywhere.
struct Constant {
    u32 word;
    [[nodiscard]] Four four()
    {
        lib::hide(word);
        return {{word, word, word, word}};
    }
    void next() {}
    void back() {}
};

/// Each word is the one before it, rotated by one bit: a one that walks through zeros, or a zero through
/// ones.
struct Walking {
    u32 word;
    [[nodiscard]] Four four()
    {
        lib::hide(word);
        u32 const second = rotated(word);
        u32 const third = rotated(second);
        return {{word, second, third, rotated(third)}};
    }
    void next() { word = std::rotl(word, 4); }
    void back() { word = std::rotr(word, 4); }

private:
    /// std::rotl(word, 1), but not by the instruction for it: that leaves some flags as they were, which
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
    [[nodiscard]] Four four() const
    {
        return {{number, number + step, number + 2 * step, number + 3 * step}};
    }
    void next() { number += 4 * step; }
};

/// Words without visible order: of each four, the first comes from Marsaglia's xorshift, which needs one
/// register besides its state, and the other three lie at distances from it.
class Random {
public:
    /// Pages with different seeds have no word in common at the same place.
    explicit Random(u32 seed) : state_{seed == 0 ? kGoldenRatio : seed} {}
    void next()
    {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
    }
    [[nodiscard]] Four four()
    {
        lib::hide(state_);
        return Numbers{state_, kGoldenRatio}.four();
    }

private:
    static constexpr u32 kGoldenRatio = 0x9E37'79B9; ///< the distance; and for seed 0, its own successor
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
