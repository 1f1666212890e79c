// SPDX-License-Identifier: MIT
#include "runs/common/uncached_ram.hpp"

#include <algorithm>

namespace kernel {

namespace {

constexpr PhysAddr kEndOfFixed{1_MiB};

MemoryType stronger(MemoryType one, MemoryType other)
{
    for (MemoryType const type : {MemoryType::Uncached, MemoryType::WriteThrough})
        if (one == type || other == type) return type;
    return one;
}

bool is_slow(MemoryType type) { return type == MemoryType::Uncached || type == MemoryType::WriteCombining; }

// The nearest border above `address` at which the type may change.
PhysAddr next_border(Mtrrs const& mtrrs, PhysAddr address, PhysAddr end)
{
    auto const consider = [&](PhysAddr border) {
        if (address < border) end = std::min(end, border);
    };
    consider(kEndOfFixed);
    for (TypedRange const& each : mtrrs.fixed) consider(each.range.end);
    for (TypedRange const& each : mtrrs.variable) {
        consider(each.range.begin);
        consider(each.range.end);
    }
    return end;
}

} // namespace

MemoryType type_at(Mtrrs const& mtrrs, PhysAddr address)
{
    if (!mtrrs.enabled) return MemoryType::Uncached;
    if (mtrrs.fixed_enabled && address < kEndOfFixed)
        for (TypedRange const& each : mtrrs.fixed)
            if (each.range.contains(address)) return each.type;
    std::optional<MemoryType> found;
    for (TypedRange const& each : mtrrs.variable)
        if (each.range.contains(address)) found = found ? stronger(*found, each.type) : each.type;
    return found.value_or(mtrrs.usual);
}

UncachedRam uncached_ram(std::span<FrameRange const> ram, Mtrrs const& mtrrs)
{
    UncachedRam found;
    TypedRuns pieces{[&](TypedRange const& run) {
        if (is_slow(run.type)) found.push(run);
    }};
    for (FrameRange const piece : ram) {
        for (PhysAddr at = piece.begin.base(); at < piece.end.base();) {
            PhysAddr const border = next_border(mtrrs, at, piece.end.base());
            pieces.add({{at, border}, type_at(mtrrs, at)});
            at = border;
        }
    }
    pieces.end();
    return found;
}

} // namespace kernel
