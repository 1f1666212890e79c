// SPDX-License-Identifier: MIT
// The flush always happens with the lock free: the areas it is for are on nobody's list meanwhile.
#include "mm/vmap_area.hpp"

#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/machine.hpp"

namespace mm {

namespace {

constinit VmapArea g_area;

} // namespace

VmapArea& vmap_area() noexcept { return g_area; }

void free_mapped_frames(u32 guard)
{
    AreaTables const& tables = vmap_area().tables();
    tables.for_each_entry(guard + 1, tables.tag(guard).usable(), [](PteSlot& slot) {
        Pte const entry = read_entry(slot);
        if (!entry.present()) return;
        retract(slot);
        frames().free_frames(Frame{entry.pfn()}, 0);
    });
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

void VmapArea::end_free(u32 guard)
{
    bool too_many = false;
    {
        lib::SpinGuard const locked{lock_};
        PteSlot& entry = tables().entry(guard);
        AreaTag const tag = owned_tag(entry);
        write_tag(entry, AreaTag::make(AreaKind::Freed, tag.pages(), waiting_list_, tag.spare()));
        waiting_list_ = guard;
        waiting_pages_ += tag.pages();
        too_many = waiting_pages_ > kLazyPages;
    }
    if (too_many) purge();
}

void VmapArea::end_free_flushed(u32 guard)
{
    lib::SpinGuard const locked{lock_};
    allocator_.give(guard);
}

void VmapArea::purge()
{
    u32 list = AreaTag::kNobody;
    {
        lib::SpinGuard const guard{lock_};
        std::swap(list, waiting_list_);
        waiting_pages_ = 0;
    }
    if (list == AreaTag::kNobody) return;

    u32 first = list, end = list;
    for (u32 page = list; page != AreaTag::kNobody; page = tables().tag(page).link()) {
        first = std::min(first, page);
        end = std::max(end, page + tables().tag(page).pages());
    }
    hw::flush_range_everywhere(tables().addresses_of(first, end - first));
    flushes_.fetch_add(1, std::memory_order_relaxed);

    lib::SpinGuard const guard{lock_};
    while (list != AreaTag::kNobody) {
        u32 const next = tables().tag(list).link(); // before give() makes something else of the tag
        allocator_.give(list);
        list = next;
    }
}

bool VmapArea::fill(u32 page, Pte entry)
{
    lib::SpinGuard const guard{lock_};
    PteSlot& slot = tables().entry(page);
    if (read_entry(slot).present()) return false; // another CPU was faster
    publish(slot, entry);
    return true;
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
    PteSlot* const entry = tables().entry_before(address);
    if (entry != nullptr && has_tag(*entry, AreaKind::Freed)) {
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
