// SPDX-License-Identifier: MIT
// Entries of an area are written without the area's lock: only the caller that took it knows it.
#include "mm/vmap.hpp"

#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/live_mappings.hpp"
#include "mm/map_pages.hpp"
#include "mm/ram_ranges.hpp"
#include "mm/vmap_area.hpp"
#include "mm/watched_entry.hpp"

namespace mm {

namespace {

// The flags of an entry are the same for all pages of an area: worked out once.
class EntryMaker {
public:
    explicit EntryMaker(Protection protection) : flags_{page_entry(Pfn{}, protection)} {}
    [[nodiscard]] Pte operator()(Pfn pfn) const { return Pte::frame(pfn, flags_.low(), flags_.high()); }

private:
    Pte flags_;
};

[[noreturn, gnu::cold]] void stop_device_is_ram(FrameRange frames)
{
    lib::Report report;
    report.kind = lib::ReportKind::CacheAlias;
    lib::print(report.headline,
               "vmap_device of frames {} to {}: part of that is RAM, which is cached differently elsewhere",
               frames.begin, frames.end);
    lib::stop(report);
}

VirtRange pages_of(u32 guard, u32 pages) { return vmap_area().tables().addresses_of(guard + 1, pages); }

// Of an area of so many pages: its end is worked out only here.
[[gnu::cold, gnu::noinline]] void begin_watched(VirtAddr area, u32 pages, Pfn first, VirtAddr caller)
{
    if (flushes_watched()) check_flushed({area, area + pages * kPageSize}, PageMove::Map);
    track_map(MappingKind::Area, area, first, pages, caller);
}
[[gnu::cold, gnu::noinline]] void end_watched(VirtRange area) // not the debt: then that can be in registers
{
    track_unmap(MappingKind::Area, area.begin);
    VirtAddr const code = virt_addr_of(__builtin_return_address(0));
    if (flushes_watched()) owe_flush_from(code, area, vmap_area().tables().space().holders());
}

/// What vunmap() and vunmap_eager() have in common: the area is the caller's, and its entries are empty.
struct Unmapped {
    u32 guard;
    OwedFlush owed;
};
template <Debts debts> [[gnu::always_inline]] inline Unmapped unmap(VirtAddr address)
{
    might_sleep("vunmap");
    Area const area = vmap_area().begin_free(address, AreaKind::Mapped, "vunmap");
    VirtRange const pages{address, address + area.tag.usable() * kPageSize};
    Unmapped gone{area.guard, unmap_pages(vmap_area().tables().space(), pages)};
    if (debts == Debts::IfAskedFor && area_calls_watched()) [[unlikely]]
        end_watched(pages);
    return gone;
}

template <Debts debts> [[gnu::always_inline]] inline void unmap_at_once(VirtAddr address)
{
    Unmapped area = unmap<debts>(address);
    area.owed.settle();
    if (debts == Debts::IfAskedFor) return vmap_area().end_free_flushed(area.guard);
    vmap_area().end_free_unwatched(area.guard);
}
[[gnu::cold, gnu::noinline]] void vunmap_eager_watched(VirtAddr address)
{
    unmap_at_once<Debts::IfAskedFor>(address);
}

} // namespace

[[gnu::noinline]] VmapResult<VirtAddr> vmap(std::span<Frame const> frames, Rights rights)
{
    might_sleep("vmap");
    CHECK(!frames.empty());
    u32 const pages = static_cast<u32>(frames.size());
    auto const guard = vmap_area().take(pages, AreaKind::Mapped, virt_addr_of(__builtin_return_address(0)));
    if (!guard) return guard.error();
    EntryMaker const entry_of{{rights, Cache::WriteBack}};
    Frame const* frame = frames.data();
    VirtRange const area = pages_of(*guard, pages);
    if (area_calls_watched()) [[unlikely]]
        begin_watched(area.begin, pages, frame->pfn(), virt_addr_of(__builtin_return_address(0)));
    map_pages(vmap_area().tables().space(), area, [&] { return entry_of((frame++)->pfn()); });
    return area.begin;
}

[[gnu::noinline]] VmapResult<VirtAddr> vmap_device(FrameRange frames, Protection protection)
{
    might_sleep("vmap_device");
    CHECK(!frames.empty());
    if (is_ram(frames)) stop_device_is_ram(frames);
    auto const guard =
        vmap_area().take(frames.count(), AreaKind::Mapped, virt_addr_of(__builtin_return_address(0)));
    if (!guard) return guard.error();
    EntryMaker const entry_of{protection};
    Pfn pfn = frames.begin;
    VirtRange const area = pages_of(*guard, frames.count());
    if (area_calls_watched())
        begin_watched(area.begin, frames.count(), frames.begin, virt_addr_of(__builtin_return_address(0)));
    map_pages(vmap_area().tables().space(), area, [&] {
        Pfn const next = pfn;
        pfn = pfn + 1;
        return entry_of(next);
    });
    return area.begin;
}

void vunmap(VirtAddr address)
{
    Unmapped area = unmap<Debts::IfAskedFor>(address);
    vmap_area().end_free(area.guard, std::move(area.owed));
}

void vunmap_eager(VirtAddr address)
{
    if (area_calls_watched()) [[unlikely]]
        return vunmap_eager_watched(address);
    unmap_at_once<Debts::NotKept>(address);
}

void vm_unmap_aliases()
{
    might_sleep("vm_unmap_aliases");
    vmap_area().purge();
}

} // namespace mm
