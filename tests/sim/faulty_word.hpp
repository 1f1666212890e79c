// SPDX-License-Identifier: MIT
// Words that misbehave like bad memory, for the patterns of the memory test to find.
#pragma once

#include "lib/types.hpp"

namespace sim {

class FaultyWord;

/// What is wrong, with which word.
struct Fault {
    enum class Kind : u8 {
        StuckAtZero, ///< `bits` of `word` read as 0, whatever is written
        StuckAtOne,
        Coupled,       ///< a write to `other` that changes some of `bits` there changes them in `word` too
        SameCell,      ///< `word` and `other` are one: a broken address line
        ReadWrongOnce, ///< `bits` of `word` are turned over when it is read the next time
        Fades,         ///< `bits` of `word` become 0 when time passes
    };
    Kind kind;
    FaultyWord* word;
    u32 bits = 0;
    FaultyWord* other = nullptr;
};

/// Stands for a u32.
class FaultyWord {
public:
    FaultyWord() = default;
    operator u32() const;
    FaultyWord& operator=(u32 value);
    FaultyWord(FaultyWord const& other) : value_{other} {}
    FaultyWord& operator=(FaultyWord const& other) { return *this = static_cast<u32>(other); }

    /// There is this fault, and no other.
    static void plant(Fault const& fault) { fault_ = fault; }
    static void time_passes();

private:
    static Fault fault_;
    u32 value_ = 0;
};

} // namespace sim
