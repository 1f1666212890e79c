// SPDX-License-Identifier: MIT
// The flush always happens with the lock free: the areas it is for are on nobody's list meanwhile.
// Proved by: planted/area_given_away_before_its_flush, planted/waiting_areas_never_flushed.
#include "mm/vmap_area.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/map_pages.hpp"
#include "mm/map_range.hpp"

namespace mm {

namespace {

constinit VmapArea g_vmap_area;

} // namespace

VmapArea& vmap_area() noexcept { return g_vmap_area; }

OwedFlush free_mapped_frames(Area const& area)
{
    AreaTables const& tables = vmap_area().tables();
    return unmap_some_pages(tables.space(), tables.addresses_of(area.first(), area.tag.usable()),
                            [](Pfn pfn) { frames().free_frames(Frame{pfn}, 0); });
}

void VmapArea::start(PhysAddr root, VirtRange region)
{
    lib::SpinGuard const guard{lock_};
    allocator_ = {};
    allocator_.start(root, region);
    waiting_list_ = AreaTag::kNobody;
    waiting_pages_ = 0;
}

VmapResult<u32> VmapArea::take(u32 pages, AreaKind kind, VirtAddr caller)
{
    for (bool purged = false;; purged = true) {
        {
            lib::SpinGuard const locked{lock_};
            auto const guard = allocator_.take(pages, kind, caller);
            if (guard || purged) [[likely]]
                return guard;
        }
        purge();
    }
}

void VmapArea::end_free(u32 guard, OwedFlush&& owed)
{
    if (kmap_debug().eager) [[unlikely]]
        owed.settle(); // its addresses rest all the same, so that a late pointer faults
    bool too_many = false;
    {
        lib::SpinGuard const locked{lock_};
        PteSlot& entry = tables().entry(guard);
        AreaTag const tag = owned_tag(entry);
        write_tag(entry, AreaTag::make(AreaKind::Freed, tag.pages(), waiting_list_, tag.spare()));
        waiting_list_ = guard;
        waiting_pages_ += tag.pages();
        waiting_flushes_.add(std::move(owed));
        too_many = waiting_pages_ > kLazyPages;
    }
    if (too_many) purge();
}

void VmapArea::end_free_flushed(u32 guard)
{
    if (flushes_watched()) [[unlikely]]
        check_flushed_area(guard);
    end_free_unwatched(guard);
}

void VmapArea::end_free_unwatched(u32 guard)
{
    lib::SpinGuard const locked{lock_};
    allocator_.give(guard);
}

void VmapArea::purge()
{
    u32 list = AreaTag::kNobody;
    OwedFlush owed{tables().space()};
    {
        lib::SpinGuard const guard{lock_};
        std::swap(list, waiting_list_);
        waiting_pages_ = 0;
        waiting_flushes_.move_to(owed);
    }
    if (list == AreaTag::kNobody) return;
    owed.settle();
    flushes_.fetch_add(1, lib::MemoryOrder::Relaxed);
    if (flushes_watched()) [[unlikely]]
        check_flushed_areas(list);

    lib::SpinGuard const guard{lock_};
    while (list != AreaTag::kNobody) {
        u32 const next = tables().tag(list).link(); // before give() makes something else of the tag
        allocator_.give(list);
        list = next;
    }
}

bool VmapArea::fill(u32 page, Frame frame)
{
    lib::SpinGuard const guard{lock_};
    FrameRange const one{frame.pfn(), frame.pfn() + 1};
    return static_cast<bool>(map_range(tables().space(), tables().address_of(page), one, {}));
}

// Not under the lock: a test survives the report. The area is nobody's for that long.
void VmapArea::check_flushed_area(u32 guard) const
{
    check_flushed(tables().addresses_of(guard + 1, tables().tag(guard).usable()), PageMove::GiveBack);
}

void VmapArea::check_flushed_areas(u32 list) const
{
    for (; list != AreaTag::kNobody; list = tables().tag(list).link()) check_flushed_area(list);
}

Area VmapArea::area_around(u32 page) const
{
    while (page > 0 && tables().tag(page).kind() == AreaKind::None) --page;
    return {page, tables().tag(page)};
}

u32 VmapArea::pages_unused()
{
    lib::SpinGuard const guard{lock_};
    return allocator_.unused_pages();
}

u32 VmapArea::pages_waiting()
{
    lib::SpinGuard const guard{lock_};
    return waiting_pages_;
}

void VmapArea::stop_no_area(VirtAddr address, char const* call) const
{
    lib::Report report;
    auto const guard = tables().page_before(address);
    if (guard && has_tag(tables().entry(*guard), AreaKind::Freed)) {
        report.kind = lib::ReportKind::DoubleUnmap;
        lib::print(report.headline, "{} of {} by thread '{}': this area is unmapped already", call, address,
                   thread_name());
    } else {
        report.kind = lib::ReportKind::NotASlot;
        lib::print(report.headline, "{} of {} by thread '{}': no area that it may free starts there", call,
                   address, thread_name());
    }
    lib::stop(report);
}

} // namespace mm
