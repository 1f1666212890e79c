// SPDX-License-Identifier: MIT
// The owner of all RAM: a buddy allocator over two zones, blocks of 2^0 to 2^10 frames. A caller that can
// use high memory gets that first and falls back to lowmem; one that needs lowmem never gets high memory.
// Out of memory is a value; freeing what is not allocated stops the machine with BadFree and a sentence
// that names the frame. Read next: mm/frame_info.hpp (8 bytes a frame), mm/buddy_zone.hpp (the algorithm).
#pragma once

#include "lib/check.hpp"
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
    /// Only one CPU runs.
    void start(MemoryMap const& map, Pfn lowmem_end, std::span<FrameInfo> metadata);

    /// A block of 2^order adjacent, aligned frames with one reference, contents undefined; nothing when both
    /// zones (or lowmem, if only that will do) have none. Order 0 to 10. Any context but NMI.
    [[nodiscard]] std::optional<Frame> alloc_frames(u32 order, ZoneChoice choice);

    /// Frees a block by its first frame and its order; the caller's must be the only reference. Any context
    /// but NMI. With kmap.debug=track it stops if any of the frames is mapped.
    void free_frames(Frame frame, u32 order);

    /// One more, or one less, reference to the block that `frame` is part of; when the last one goes, it is
    /// freed. The caller holds a reference. Any context but NMI.
    void get_frame(Frame frame);
    void put_frame(Frame frame);
    [[nodiscard]] u32 references(Frame frame) const;

    /// The first frame and the order of the allocated block that `frame` is part of; nothing if it is in
    /// none.
    [[nodiscard]] std::optional<Frame> compound_head(Frame frame) const;
    [[nodiscard]] u32 compound_order(Frame frame) const;

    [[nodiscard]] bool in_lowmem(Frame frame) const { return frame.pfn() < lowmem_end_; }
    /// Is there metadata for this frame number, so that a Frame may be made of it?
    [[nodiscard]] bool knows(Pfn pfn) const { return pfn.raw() < metadata_.size(); }
    [[nodiscard]] FrameInfo& info(Frame frame) const { return metadata_[frame.pfn().raw()]; }

    [[nodiscard]] BuddyZone const& low() const { return low_; }
    [[nodiscard]] BuddyZone const& high() const { return high_; }
    /// Merges freed blocks, which also happens of its own accord when memory gets short.
    void cool_down();
    [[nodiscard]] u64 metadata_bytes() const { return metadata_.size_bytes(); }

private:
    [[nodiscard]] BuddyZone& zone_of(Frame frame) { return in_lowmem(frame) ? low_ : high_; }
    [[nodiscard]] FrameInfo& head_info(Frame frame, char const* call) const;
    [[noreturn, gnu::cold]] void stop_bad_free(Frame frame, u32 order) const;

    std::span<FrameInfo> metadata_;
    Pfn lowmem_end_;
    BuddyZone low_;
    BuddyZone high_;
};

// Inlined, so that what it returns need not go through memory.
inline std::optional<Frame> FrameAllocator::alloc_frames(u32 order, ZoneChoice choice)
{
    CHECK(order <= BuddyZone::kMaxOrder);
    auto pfn = choice == ZoneChoice::HighFirst ? high_.alloc(order) : std::nullopt;
    if (!pfn) pfn = low_.alloc(order);
    return pfn ? std::optional{Frame{*pfn}} : std::nullopt;
}

namespace detail {
extern constinit FrameAllocator frames;
} // namespace detail

/// The machine's allocator.
[[nodiscard]] inline FrameAllocator& frames() noexcept { return detail::frames; }

} // namespace mm
