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

std::optional<u32> VmapArea::take(u32 pages, AreaKind kind, VirtAddr caller)
{
    if (auto const guard = try_take(pages, kind, caller)) return guard;
    purge();
    return try_take(pages, kind, caller);
}

u32 VmapArea::begin_free(VirtAddr address, AreaKind kind, char const* call)
{
    {
        lib::SpinGuard const guard{lock_};
        if (starts_area(address, kind)) {
            u32 const page = tables().page_of(address) - 1;
            AreaTag const tag = tables().tag(page);
            write_tag(tables().entry(page),
                      AreaTag::make(AreaKind::Freed, tag.pages(), AreaTag::kNobody, tag.spare()));
            return page;
        }
    }
    stop_no_area(address, call);
}

void VmapArea::end_free(u32 guard, bool flushed)
{
    bool too_many = false;
    {
        lib::SpinGuard const locked{lock_};
        if (flushed) {
            allocator_.give(guard);
        } else {
            AreaTag const tag = tables().tag(guard);
            write_tag(tables().entry(guard),
                      AreaTag::make(AreaKind::Freed, tag.pages(), waiting_list_, tag.spare()));
            waiting_list_ = guard;
            waiting_pages_ += tag.pages();
            too_many = waiting_pages_ > kLazyPages;
        }
    }
    if (too_many) purge();
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

std::optional<u32> VmapArea::try_take(u32 pages, AreaKind kind, VirtAddr caller)
{
    lib::SpinGuard const guard{lock_};
    return allocator_.take(pages, kind, caller);
}

bool VmapArea::starts_area(VirtAddr address, AreaKind kind) const
{
    VirtRange const region = tables().region();
    if (!address.page_aligned() || !region.contains(address) || address == region.begin) return false;
    return tables().tag(tables().page_of(address) - 1).kind() == kind;
}

void VmapArea::stop_no_area(VirtAddr address, char const* call) const
{
    lib::Report report;
    if (starts_area(address, AreaKind::Freed)) {
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
