// SPDX-License-Identifier: MIT
// The patterns as a table: how many rounds each has, and which traversals of all memory make up a round.
// Read next: runs/memtest/apply.hpp (what a traversal does to a piece of memory).
#pragma once

#include "lib/types.hpp"

#include <bit>
#include <optional>
#include <span>
#include <string_view>

namespace kernel::memtest {

enum class Pattern : u8 {
    Address,        ///< each word says where it is
    WalkingBit,     ///< a one walks through zeros, then a zero through ones
    Fixed,          ///< moving inversions of words with regular bits
    RandomWord,     ///< moving inversions of a random word
    RandomSequence, ///< inversions of words that are all different
    BlockMove,      ///< blocks are copied to and fro
    Modulo,         ///< every 20th word against the others
    BitFade,        ///< nothing happens for a while
};

inline constexpr u32 kPatternCount = static_cast<u32>(Pattern::BitFade) + 1;

class PatternSet {
public:
    constexpr PatternSet() = default;
    [[nodiscard]] static constexpr PatternSet all() { return PatternSet{~0u}; }
    constexpr void add(Pattern pattern) { bits_ |= 1u << static_cast<u32>(pattern); }
    [[nodiscard]] constexpr bool contains(Pattern pattern) const
    {
        return (bits_ >> static_cast<u32>(pattern) & 1u) != 0;
    }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr u32 count() const
    {
        return static_cast<u32>(std::popcount(bits_ & ((1u << kPatternCount) - 1)));
    }

private:
    constexpr explicit PatternSet(u32 bits) : bits_{bits} {}
    u32 bits_ = 0;
};

enum class Step : u8 {
    Fill,
    Check,
    Invert,      ///< what was filled in is checked and becomes its complement, upwards
    Restore,     ///< the reverse, upwards
    RestoreDown, ///< the same from the end of memory to its beginning
    Move,
    Surround, ///< the neighbours of every 20th word are written again
    Pause,    ///< touches nothing
};

/// One traversal of all memory.
struct Traversal {
    Pattern pattern = Pattern::Address;
    Step step = Step::Fill;
    u32 round = 0;
    u32 pass = 0; ///< from 0; the words differ from pass to pass
    [[nodiscard]] bool downwards() const { return step == Step::RestoreDown; }
};

struct PatternInfo {
    Pattern pattern;
    std::string_view name; ///< for people
    std::string_view word; ///< for programs and command lines
    u32 rounds;            ///< in each pass
    std::span<Step const> steps;
};
[[nodiscard]] std::span<PatternInfo const> patterns();
[[nodiscard]] PatternInfo const& info(Pattern pattern);
/// By its word.
[[nodiscard]] std::optional<Pattern> find_pattern(std::string_view word);

/// Bytes read and written per page by one traversal.
[[nodiscard]] u32 traffic_per_page(Pattern pattern, Step step);
/// The same for all traversals of these patterns in one pass.
[[nodiscard]] u64 traffic_per_page_and_pass(PatternSet patterns);

} // namespace kernel::memtest
