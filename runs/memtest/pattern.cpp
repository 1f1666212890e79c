// SPDX-License-Identifier: MIT
#include "runs/memtest/pattern.hpp"

#include "lib/address.hpp"
#include "runs/memtest/block_move.hpp"
#include "runs/memtest/modulo.hpp"

namespace kernel::memtest {

namespace {

constexpr Step kAddress[] = {Step::Fill, Step::Check};
constexpr Step kInversions[] = {Step::Fill, Step::Invert, Step::RestoreDown, Step::Check};
// Without turning back: a word that is disturbed by one above it would be disturbed again, and be right,
// before a traversal downwards reaches it.
constexpr Step kUpwardInversions[] = {Step::Fill, Step::Invert, Step::Restore, Step::Check};
constexpr Step kMove[] = {Step::Fill, Step::Move, Step::Check};
constexpr Step kModuloSteps[] = {Step::Fill, Step::Surround, Step::Check};
constexpr Step kFade[] = {Step::Fill, Step::Pause, Step::Check};

// In the order of the enumerators. Walking bits and modulo 20 begin at another bit and another offset in each
// of four passes, and have tried all of them then.
constexpr PatternInfo kPatterns[] = {
    {Pattern::Address, "addresses", "address", 2, kAddress},
    {Pattern::WalkingBit, "walking ones and zeros", "walking", 8, kInversions},
    {Pattern::Fixed, "moving inversions, fixed", "inversions", 4, kInversions},
    {Pattern::RandomWord, "moving inversions, random", "random_inversions", 4, kInversions},
    {Pattern::RandomSequence, "random sequence", "random_sequence", 4, kUpwardInversions},
    {Pattern::BlockMove, "block move", "block_move", 2, kMove},
    {Pattern::Modulo, "modulo 20", "modulo", 10, kModuloSteps},
    {Pattern::BitFade, "bit fade", "bit_fade", 2, kFade},
};

static_assert(std::size(kPatterns) == kPatternCount);

} // namespace

std::span<PatternInfo const> patterns() { return kPatterns; }

PatternInfo const& info(Pattern pattern) { return kPatterns[static_cast<u32>(pattern)]; }

std::optional<Pattern> find_pattern(std::string_view word)
{
    for (PatternInfo const& pattern : kPatterns)
        if (pattern.word == word) return pattern.pattern;
    return {};
}

u32 traffic_per_page(Pattern pattern, Step step)
{
    u32 const planted = kPageSize / kModulo; // about
    switch (step) {
    case Step::Fill: return kPageSize;
    case Step::Check: return pattern == Pattern::Modulo ? planted : kPageSize;
    case Step::Invert:
    case Step::Restore:
    case Step::RestoreDown: return 2 * kPageSize;
    case Step::Move: return 2 * kMoves * kPageSize; // half a page is read and written, there and back
    case Step::Surround: return kPageSize - planted;
    case Step::Pause: return 0;
    }
    return 0;
}

u64 traffic_per_page_and_pass(PatternSet set)
{
    u64 bytes = 0;
    for (PatternInfo const& pattern : kPatterns) {
        if (!set.contains(pattern.pattern)) continue;
        for (Step const step : pattern.steps)
            bytes += pattern.rounds * traffic_per_page(pattern.pattern, step);
    }
    return bytes;
}

} // namespace kernel::memtest
