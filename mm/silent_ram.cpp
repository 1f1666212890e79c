// SPDX-License-Identifier: MIT
// A few looks find what a wrong number makes: an end that lies too far up. A board whose memory is defective
// here and there is the memory test's business.
#include "mm/silent_ram.hpp"

#include <algorithm>
#include <optional>

namespace mm {

namespace {

constexpr u32 kLooks = 16;                         // at a piece, and one at its last frame
constexpr u32 kLeastStep = (1u << 20) / kPageSize; // memory comes in no smaller modules

/// The border between an answering frame and a silent one above it, assuming that there is only one.
Pfn first_silent(Pfn answering, Pfn silent, bool (*answers)(Pfn))
{
    while (silent - answering > 1) {
        Pfn const middle = answering + (silent - answering) / 2;
        (answers(middle) ? answering : silent) = middle;
    }
    return silent;
}

std::optional<Pfn> find_silent(FrameRange piece, bool (*answers)(Pfn))
{
    if (!answers(piece.begin)) return piece.begin;
    u32 const step = std::max(piece.count() / kLooks, kLeastStep);
    Pfn const last = piece.end - 1;
    for (Pfn seen = piece.begin; seen < last;) {
        Pfn const next = seen + std::min(step, last - seen);
        if (!answers(next)) return first_silent(seen, next, answers);
        seen = next;
    }
    return std::nullopt;
}

} // namespace

void drop_silent_ram(MemoryMap& map, bool (*answers)(Pfn))
{
    for (std::size_t left = map.unused().size(); left > 0; --left) { // from above: below, nothing moves
        FrameRange const piece = map.unused()[left - 1];
        if (auto const silent = find_silent(piece, answers))
            map.drop({*silent, piece.end}, DropReason::Silent);
    }
}

} // namespace mm
