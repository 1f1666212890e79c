// SPDX-License-Identifier: MIT
// The owner of all RAM: a buddy allocator over two zones, blocks of 2^0 to 2^10 frames. Who may use high
// memory gets it first and falls back to lowmem; who needs lowmem never gets high memory. Out of memory is a
// value; freeing what is not allocated stops the machine with BadFree and a sentence that names the frame.
// Read next: mm/frame_info.hpp (8 bytes a frame), mm/buddy_zone.hpp (the algorithm).
#pragma once

#include "mm/buddy_zone.hpp"
#include "mm/frame.hpp"
#include "mm/memory_map.hpp"

#include <optional>
#include <span>

namespace mm {

enum class ZoneChoice : u8 {
    LowOnly,  ///< must be in the direct map
    HighFirst ///< anywhere; reach it through a mapping
};

class FrameAllocator {
public:
    constexpr FrameAllocator() = default;

    /// Takes over what `map` calls unused. `metadata` covers frames [0, metadata.size()), zeroed, in lowmem.
    void start(MemoryMap const& map, Pfn lowmem_end, std::span<FrameInfo> metadata);

    /// A block of 2^order adjacent, aligned frames with one reference, contents undefined; nothing when both
    /// zones (or lowmem, if only that will do) have none. Order 0 to 10. Any context but NMI.
    [[nodiscard]] std::optional<Frame> alloc_frames(u32 order, ZoneChoice choice);

    /// Gives a block back that has one reference: the whole block, by its first frame, with its order.
    void free_frames(Frame frame, u32 order);

    /// One more, one less reference to the block that `frame` is part of. The last one frees the block.
    void get_frame(Frame frame);
    void put_frame(Frame frame);
    [[nodiscard]] u32 references(Frame frame) const;

    /// The first frame and the order of the allocated block that `frame` is part of.
    [[nodiscard]] Frame compound_head(Frame frame) const;
    [[nodiscard]] u32 compound_order(Frame frame) const;

    [[nodiscard]] bool in_lowmem(Frame frame) const { return frame.pfn() < lowmem_end_; }
    /// Is there metadata for this frame number, so that a Frame may be made of it?
    [[nodiscard]] bool knows(Pfn pfn) const { return pfn.raw() < metadata_.size(); }

    [[nodiscard]] u32 free_frames_low() const;
    [[nodiscard]] u32 free_frames_high() const;
    [[nodiscard]] u32 frames_low() const; ///< handed to the zone by start()
    [[nodiscard]] u32 frames_high() const;
    [[nodiscard]] u64 metadata_bytes() const { return metadata_.size_bytes(); }

private:
    [[nodiscard]] BuddyZone& zone_of(Frame frame) { return in_lowmem(frame) ? low_ : high_; }

    std::span<FrameInfo> metadata_;
    Pfn lowmem_end_;
    BuddyZone low_;
    BuddyZone high_;
};

/// The machine's allocator.
[[nodiscard]] FrameAllocator& frames() noexcept;

} // namespace mm
