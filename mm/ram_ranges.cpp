// SPDX-License-Identifier: MIT
#include "mm/ram_ranges.hpp"

#include "lib/bounded_list.hpp"
#include "mm/memory_map.hpp"

#include <algorithm>

namespace mm {

namespace {

constinit lib::BoundedList<FrameRange, MemoryMap::kMaxPieces> g_ram;

} // namespace

void remember_ram(std::span<FrameRange const> ram)
{
    g_ram = {};
    for (FrameRange const& piece : ram) g_ram.push(piece);
}

bool is_ram(FrameRange frames)
{
    auto const pieces = g_ram.view();
    auto const piece = std::partition_point(pieces.begin(), pieces.end(),
                                            [&](FrameRange const& one) { return one.end <= frames.begin; });
    return piece != pieces.end() && piece->begin < frames.end && !frames.empty();
}

} // namespace mm
