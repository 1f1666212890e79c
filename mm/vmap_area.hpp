// SPDX-License-Identifier: MIT
// The vmap area under its lock: areas taken, areas waiting for their flush, areas given back. vmap() and
// thread stacks come from here.
//
//      take            begin_free          entries emptied,        purge: one flush everywhere
//    Free ----> Mapped, Stack ----> Freed ----------------> on the list ----------------> Free
#pragma once

#include "lib/atomic.hpp"
#include "lib/spin_lock.hpp"
#include "mm/area_allocator.hpp"
#include "mm/frame.hpp"
#include "mm/owed_flush.hpp"

namespace mm {

/// An area, or a free stretch, as described by the tag in front of it.
struct Area {
    u32 guard = 0;
    AreaTag tag;

    [[nodiscard]] u32 first() const { return guard + 1; }
    [[nodiscard]] u32 end() const { return guard + 1 + tag.usable(); } ///< without a spare page
};

class VmapArea {
public:
    /// How many pages may wait before somebody has to flush: 32 MiB.
    static constexpr u32 kLazyPages = 8192;

    constexpr VmapArea() = default;
    void start(PhysAddr root, VirtRange region);

    /// Takes an area of `pages` pages with empty entries, and returns its guard. Flushes what waits if there
    /// is no room otherwise.
    [[nodiscard]] VmapResult<u32> take(u32 pages, AreaKind kind, VirtAddr caller) EXCLUDES(lock_);

    /// From here on the area of this kind that starts at `address` belongs to the caller: nobody else can
    /// free it. Stops with DoubleUnmap or NotASlot if there is none; `call` names the caller in that report.
    /// Takes no lock.
    [[nodiscard]] Area begin_free(VirtAddr address, AreaKind kind, char const* call);
    /// Ends what begin_free() began: the entries are empty now. The flush that they owe is made later, with
    /// those of the other areas that wait, or at once with kmap.debug=eager.
    void end_free(u32 guard, OwedFlush&& owed) EXCLUDES(lock_);
    /// The same for a caller that has made the flush.
    void end_free_flushed(u32 guard) EXCLUDES(lock_);
    /// That without a look into the ledger of kmap.debug=flush, for a caller that knows that it is not kept.
    void end_free_unwatched(u32 guard) EXCLUDES(lock_);

    /// Flushes on every CPU for all areas that wait, and makes them free.
    void purge() EXCLUDES(lock_);

    /// Maps one page, read-write, of an area that is filled page by page; false if it is already mapped. Any
    /// context.
    [[nodiscard]] bool fill(u32 page, Frame frame) EXCLUDES(lock_);

    /// The area of the tag at `page`, or of the nearest one before it. Any context; takes no lock, so it is a
    /// guess unless the area is the caller's. Goes back page by page: for reports and page faults.
    [[nodiscard]] Area area_around(u32 page) const;

    /// The entries of the area after `guard`: only for the caller that took it.
    [[nodiscard]] AreaTables const& tables() const { return allocator_.tables(); }
    [[nodiscard]] u32 pages_unused() EXCLUDES(lock_);
    [[nodiscard]] u32 pages_waiting() EXCLUDES(lock_);
    [[nodiscard]] u32 flushes() const { return flushes_.load(lib::MemoryOrder::Relaxed); } ///< by purge()

private:
    /// kmap.debug=flush: no CPU has a page of the area behind this guard.
    [[gnu::cold, gnu::noinline]] void check_flushed_area(u32 guard) const;
    [[gnu::cold, gnu::noinline]] void check_flushed_areas(u32 list) const; ///< linked through their tags
    [[noreturn, gnu::cold, gnu::noinline]] void stop_no_area(VirtAddr address, char const* call) const;

    lib::SpinLock lock_{lib::LockRank::Vmap};
    u32 waiting_list_ GUARDED_BY(lock_) = AreaTag::kNobody; ///< guards, linked through their tags
    u32 waiting_pages_ GUARDED_BY(lock_) = 0;
    FlushLot waiting_flushes_ GUARDED_BY(lock_); ///< of the areas that wait
    AreaAllocator allocator_;                    ///< changed under lock_; entries of an area are its owner's
    lib::Atomic<u32> flushes_ = 0;
};

// No lock is needed: if several callers free an area at once, only one of them changes its tag, and nothing
// else has to be decided. Somebody who frees a neighbour, under the lock, only asks whether this tag says
// Free. Always inlined, so that the caller goes on with the tag that was found here.
[[gnu::always_inline]] inline Area VmapArea::begin_free(VirtAddr address, AreaKind kind, char const* call)
{
    auto const guard = tables().page_before(address);
    if (!guard) [[unlikely]]
        stop_no_area(address, call);
    PteSlot& entry = tables().entry(*guard);
    if (!change_kind(entry, kind, AreaKind::Freed)) [[unlikely]]
        stop_no_area(address, call);
    return {*guard, owned_tag(entry)};
}

/// Between begin_free() and end_free(), for areas whose frames are known from their entries alone: empties
/// the entries and frees the frames. At once, although other CPUs may still have translations: nobody has a
/// reason to use them, and the addresses are not handed out before the flush (as with Linux's vfree()).
OwedFlush free_mapped_frames(Area const& area);

/// The machine's vmap area.
[[nodiscard]] VmapArea& vmap_area() noexcept;

} // namespace mm
