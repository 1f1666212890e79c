// SPDX-License-Identifier: MIT
#include "kernel/start/start_up_frame.hpp"

#include <algorithm>

namespace kernel {

namespace {
// Below 64 KiB some firmware writes even after the boot, above 640 KiB there is no RAM.
constexpr FrameRange kSafeFrames{Pfn{0x10}, Pfn{0xA0}};
} // namespace

std::optional<Pfn> take_start_up_frame(mm::MemoryMap& map)
{
    for (FrameRange const piece : map.unused()) {
        Pfn const first = std::max(piece.begin, kSafeFrames.begin);
        if (first >= std::min(piece.end, kSafeFrames.end)) continue;
        map.reserve({first, first + 1});
        return first;
    }
    return std::nullopt;
}

} // namespace kernel
