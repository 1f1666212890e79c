// SPDX-License-Identifier: MIT
// How large the direct map is, and how much high memory can be used with it. Every frame of RAM costs 8 bytes
// of lowmem (mm/frame_info.hpp), so the two depend on each other. Read next: mm/kernel_space.hpp.
#pragma once

#include "mm/image_layout.hpp"
#include "mm/memory_map.hpp"

#include <optional>

namespace mm {

struct LowmemPlan {
    Pfn lowmem_end;      ///< the direct map covers RAM below
    Pfn frames_end;      ///< RAM from here on has no metadata and is dropped; not below lowmem_end
    bool raised = false; ///< lowmem= or half the RAM was too little for the kernel itself
    bool grown = false;  ///< beyond the default, because metadata would have filled more than half of it
    bool cut = false;    ///< frames_end lies below the end of RAM

    /// Metadata is an array over all frame numbers below frames_end, holes included.
    [[nodiscard]] u64 metadata_bytes() const;
    [[nodiscard]] u32 metadata_frames() const;
};

/// The plan for `map`:
///   lowmem   `wanted_bytes` (lowmem=), or if that is 0 the smaller of 512 MiB and half the usable RAM;
///            more when the kernel, its tables and their metadata would not leave 1 MiB free in it
///   grown    to layout::kDirectMapMax, only if nothing was wanted, when metadata would leave less than
///            256 MiB
///   cut      high memory whose metadata would leave less than an eighth of lowmem free
///
/// Nothing if the machine is too small for the kernel to run at all.
[[nodiscard]] std::optional<LowmemPlan> plan_lowmem(MemoryMap const& map, ImageLayout const& image,
                                                    u64 wanted_bytes);

} // namespace mm
