// SPDX-License-Identifier: MIT
#include "mm/lowmem_plan.hpp"

#include "mm/frame_info.hpp"
#include "mm/kernel_space.hpp"

#include <algorithm>

namespace mm {

namespace {

constexpr u32 frames_for(u64 bytes)
{
    return static_cast<u32>(std::min<u64>((bytes + kPageSize - 1) >> kPageShift, FrameInfo::kNoFrame));
}
constexpr u32 kMaxFrames = frames_for(layout::kDirectMapMax);
constexpr u32 kDefaultFrames = frames_for(layout::kDirectMapDefault);
constexpr u32 kSpareFrames = frames_for(1_MiB); // what must be left for the kernel to start with
constexpr u32 metadata_frames_for(Pfn end) { return frames_for(u64{end.raw()} * sizeof(FrameInfo)); }

/// What is left in a direct map that ends at `end`.
class Room {
public:
    Room(MemoryMap const& map, ImageLayout const& image, Pfn end)
        : unused_{count_frames(map.unused(), {Pfn{}, end})}, tables_{table_frames_needed(map, image, end)}
    {
        for (FrameRange const piece : map.unused()) {
            longest_ = std::max(longest_, FrameRange{piece.begin, std::min(piece.end, end)}.count());
        }
    }

    /// Metadata is one array. Tables may be cut out of the same run of frames; `spare` frames stay free.
    [[nodiscard]] u32 for_metadata(u32 spare) const
    {
        u32 const available = std::min(longest_, unused_ > spare ? unused_ - spare : 0);
        return available > tables_ ? available - tables_ : 0;
    }

private:
    u32 unused_;
    u32 tables_;
    u32 longest_ = 0;
};

u32 default_frames(MemoryMap const& map)
{
    u32 const half = count_frames(map.ram(), {Pfn{}, map.ram_end()}) / 2;
    u32 const rounded = (half + kFramesPerLargePage - 1) / kFramesPerLargePage * kFramesPerLargePage;
    return std::min(kDefaultFrames, rounded);
}

} // namespace

u64 LowmemPlan::metadata_bytes() const { return u64{frames_end.raw()} * sizeof(FrameInfo); }
u32 LowmemPlan::metadata_frames() const { return metadata_frames_for(frames_end); }

std::optional<LowmemPlan> plan_lowmem(MemoryMap const& map, ImageLayout const& image, u64 wanted_bytes)
{
    Pfn const longest = std::min(map.ram_end(), Pfn{kMaxFrames});
    auto const room = [&](Pfn end) { return Room{map, image, end}; };
    LowmemPlan plan;
    u32 const wanted = wanted_bytes != 0 ? frames_for(wanted_bytes) : default_frames(map);
    plan.lowmem_end = std::min(Pfn{wanted}, longest);

    Pfn const image_end{(image.end() - layout::kKernelBase) / kPageSize};
    while (plan.lowmem_end < image_end ||
           room(plan.lowmem_end).for_metadata(kSpareFrames) < metadata_frames_for(plan.lowmem_end)) {
        if (plan.lowmem_end == longest) return std::nullopt;
        plan.raised = true;
        plan.lowmem_end = std::min(plan.lowmem_end + kFramesPerLargePage, longest);
    }

    u32 const all = metadata_frames_for(map.ram_end());
    bool const at_default = wanted_bytes == 0 && plan.lowmem_end == Pfn{kDefaultFrames};
    if (at_default && room(plan.lowmem_end).for_metadata(kDefaultFrames / 2) < all) {
        plan.grown = longest > plan.lowmem_end;
        plan.lowmem_end = longest;
    }

    u32 const spare = std::max(kSpareFrames, plan.lowmem_end.raw() / 8);
    u32 const possible =
        std::max(room(plan.lowmem_end).for_metadata(spare), metadata_frames_for(plan.lowmem_end));
    plan.cut = possible < all;
    u32 const covered = plan.cut ? possible * (kPageSize / u32{sizeof(FrameInfo)}) : map.ram_end().raw();
    plan.frames_end = std::max(Pfn{covered}, plan.lowmem_end);
    return plan;
}

} // namespace mm
