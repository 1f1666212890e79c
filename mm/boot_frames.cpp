// SPDX-License-Identifier: MIT
#include "mm/boot_frames.hpp"

#include "lib/check.hpp"
#include "mm/machine.hpp"

#include <algorithm>

namespace mm {

namespace {

// Below 1 MiB every frame is precious: CPUs start there, and old devices reach no further.
constexpr Pfn kFirst{0x100};

/// The highest `count` adjacent frames of `pieces` in [kFirst, limit).
std::optional<FrameRange> highest(std::span<FrameRange const> pieces, u32 count, Pfn limit)
{
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
        FrameRange const usable{std::max(piece->begin, kFirst), std::min(piece->end, limit)};
        if (usable.count() >= count) return FrameRange{usable.end - count, usable.end};
    }
    return std::nullopt;
}

} // namespace

std::optional<FrameRange> BootFrames::take(u32 count)
{
    auto const frames = highest(map_.unused(), count, limit_);
    if (!frames) return std::nullopt;
    map_.reserve(*frames);
    std::fill_n(hw::lowmem(frames->begin.base()), std::size_t{count} * kPageSize, std::byte{0});
    taken_ += count;
    return frames;
}

Pfn BootFrames::take_one()
{
    auto const frame = take(1);
    CHECK(frame.has_value());
    return frame->begin;
}

} // namespace mm
