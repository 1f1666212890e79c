// SPDX-License-Identifier: MIT
// What the firmware's memory map amounts to: frames of RAM, sorted, disjoint, each known to be addressable,
// and which of them are still unused. Firmware maps lie in every way; what was left out is kept for the
// log. Read next: mm/lowmem_plan.hpp (how much of it gets a permanent mapping).
#pragma once

#include "lib/bounded_list.hpp"
#include "mm/firmware_range.hpp"
#include "mm/range_set.hpp"

#include <span>

namespace mm {

/// Why some memory is not used although the firmware's map mentions it.
enum class DropReason : u8 {
    NoBytes,       ///< the line describes nothing
    WrapsAround,   ///< the part beyond 2^64
    Reserved,      ///< another line says that it is not RAM: reserved wins
    LegacyArea,    ///< 640 KiB to 1 MiB: the VGA and the BIOS, whatever the map says
    ApicArea,      ///< the last 20 MiB below 4 GiB: APICs and the BIOS, whatever the map says
    Silent,        ///< it does not hold what is written into it
    FrameZero,     ///< the BIOS keeps its data there, and its page stays unmapped to catch null pointers
    PartOfFrame,   ///< the rest of a frame that is RAM only in part
    BeyondCpu,     ///< the CPU has fewer address bits
    BeyondLimit,   ///< the user said mem=
    BeyondNumbers, ///< frame numbers in mm/frame_info.hpp have 28 bits: 1 TiB
    NoMetadata,    ///< no room in lowmem to keep 8 bytes about each frame of it
    TooManyPieces, ///< the map is more fragmented than the tables here can hold
};
/// As the log says it: "beyond the CPU's physical address bits". A literal.
[[nodiscard]] char const* drop_reason_text(DropReason reason);

struct Dropped {
    PhysAddr begin;
    PhysAddr end; ///< exclusive
    DropReason reason = DropReason::NoBytes;
};

struct MemoryLimits {
    u8 phys_bits = 32;           ///< MAXPHYADDR
    PhysAddr mem_limit{~u64{0}}; ///< mem=: nothing at or above is used
};

class MemoryMap {
public:
    static constexpr std::size_t kMaxPieces = 160;
    static constexpr std::size_t kMaxDropped = 64;

    /// `firmware` in any order and shape; `in_use` is RAM that must not be handed out (kernel, modules).
    MemoryMap(std::span<FirmwareRange const> firmware, std::span<ReservedRange const> in_use,
              MemoryLimits const& limits);

    /// All RAM, including what is in use. Sorted, disjoint, no two pieces adjacent.
    [[nodiscard]] std::span<FrameRange const> ram() const { return ram_.pieces(); }
    /// RAM that nothing uses yet. Same properties.
    [[nodiscard]] std::span<FrameRange const> unused() const { return unused_.pieces(); }
    [[nodiscard]] lib::BoundedList<Dropped, kMaxDropped> const& dropped() const { return dropped_; }

    /// One past the highest frame of RAM; 0 if there is none.
    [[nodiscard]] Pfn ram_end() const;

    /// `frames` are in use from now on. They need not all be RAM.
    void reserve(FrameRange frames) { unused_.remove(frames); }
    /// Forgets the RAM in `frames`, and notes why.
    void drop(FrameRange frames, DropReason reason);
    /// Forgets all RAM from `end` on, and notes why.
    void drop_from(Pfn end, DropReason reason);

private:
    RangeSet<FrameRange, kMaxPieces> ram_;
    RangeSet<FrameRange, kMaxPieces> unused_;
    lib::BoundedList<Dropped, kMaxDropped> dropped_;
};

/// Frames of `pieces` (sorted, disjoint) that lie in `within`.
[[nodiscard]] u32 count_frames(std::span<FrameRange const> pieces, FrameRange within);

} // namespace mm
