// SPDX-License-Identifier: MIT
// The vmap area under its lock: areas taken, areas waiting for their flush, areas given back. vmap() and
// thread stacks come from here.
//
//      take            begin_free          entries emptied,        purge: one flush everywhere
//    Free ----> Mapped, Stack ----> Freed ----------------> on the list ----------------> Free
#pragma once

#include "lib/spin_lock.hpp"
#include "mm/area_allocator.hpp"
#include "mm/frame.hpp"
#include "mm/owed_flush.hpp"

namespace mm {

/// An area, or a stretch without one, as the tag before it tells.
struct Area {
    u32 guard = 0;
    AreaTag tag;

    [[nodiscard]] u32 first() const { return guard + 1; }
    [[nodiscard]] u32 end() const { return guard + 1 + tag.usable(); } ///< without a spare page
};

class VmapArea {
public:
    /// That many pages may wait for a flush before somebody has to make one: 32 MiB.
    static constexpr u32 kLazyPages = 8192;

    constexpr VmapArea() = default;
    void start(PhysAddr root, VirtRange region);

    /// The guard of a new area of `pages`, with empty entries; flushes what waits if there is no other
    /// room.
    [[nodiscard]] VmapResult<u32> take(u32 pages, AreaKind kind, VirtAddr caller) EXCLUDES(lock_);

    /// The area of this kind that starts at `address` belongs to the caller from here on: nobody else can
    /// free it. Stops with DoubleUnmap or NotASlot if there is none; `call` is who asks, for the report.
    /// Takes no lock.
    [[nodiscard]] Area begin_free(VirtAddr address, AreaKind kind, char const* call);
    /// The end of begin_free(): its entries are empty now. What is owed for them waits for the next flush of
    /// the lot.
    void end_free(u32 guard, OwedFlush&& owed) EXCLUDES(lock_);
    /// The same for a caller that has settled it.
    void end_free_flushed(u32 guard) EXCLUDES(lock_);

    /// Flushes everywhere what waits, and makes it free.
    void purge() EXCLUDES(lock_);

    /// Maps one page of an area that is filled bit by bit, read-write; false if it is already mapped. Any
    /// context.
    [[nodiscard]] bool fill(u32 page, Frame frame) EXCLUDES(lock_);

    /// The tag at `page`, or else the nearest before it. Any context, takes no lock: a guess unless the area
    /// is the caller's. Looks at every page from there on, so it is for reports and page faults.
    [[nodiscard]] Area area_around(u32 page) const;

    /// The entries of the area after `guard`: only for the caller that took it.
    [[nodiscard]] AreaTables const& tables() const { return allocator_.tables(); }
    [[nodiscard]] u32 pages_unused() EXCLUDES(lock_);
    [[nodiscard]] u32 pages_waiting() EXCLUDES(lock_);
    [[nodiscard]] u32 flushes() const { return flushes_.load(std::memory_order_relaxed); } ///< by purge()

private:
    [[noreturn, gnu::cold, gnu::noinline]] void stop_no_area(VirtAddr address, char const* call) const;

    lib::SpinLock lock_{lib::LockRank::Vmap};
    u32 waiting_list_ GUARDED_BY(lock_) = AreaTag::kNobody; ///< guards, linked through their tags
    u32 waiting_pages_ GUARDED_BY(lock_) = 0;
    FlushLot waiting_flushes_ GUARDED_BY(lock_); ///< of the areas that wait
    AreaAllocator allocator_;                    ///< changed under lock_; entries of an area are its owner's
    std::atomic<u32> flushes_ = 0;
};

// Without the lock: of all callers that free an area at once, one changes its tag, and that is all there is
// to decide. One that frees a neighbour, with the lock, asks of this tag only whether it is Free. Always
// inlined, so that the caller continues with the tag that is found here.
[[gnu::always_inline]] inline Area VmapArea::begin_free(VirtAddr address, AreaKind kind, char const* call)
{
    PteSlot* const entry = tables().entry_before(address);
    if (entry == nullptr || !change_kind(*entry, kind, AreaKind::Freed)) [[unlikely]]
        stop_no_area(address, call);
    return {tables().page_of(address) - 1, owned_tag(*entry)};
}

/// Between begin_free() and end_free(), for areas whose frames only their entries know: empties them, and
/// frees the frames. At once, although other CPUs may still have translations: nobody has reason to use them,
/// and the addresses are not handed out before the flush (as with Linux's vfree()).
OwedFlush free_mapped_frames(Area const& area);

/// The machine's vmap area.
[[nodiscard]] VmapArea& vmap_area() noexcept;

} // namespace mm
