// SPDX-License-Identifier: MIT
// Faults among the slots of kmap().
#include "lib/format.hpp"
#include "mm/fault_words.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/live_mappings.hpp"
#include "mm/page_table.hpp"
#include "mm/shared_judge.hpp"

namespace mm {

namespace {

using lib::Report;
using lib::ReportKind;

constexpr VirtRange kWindow = layout::kKmapWindow;

constexpr u32 page_of(VirtAddr address) { return (address - kWindow.begin) / kPageSize; }
constexpr bool is_guard(u32 page) { return page % 2 == 0; }
constexpr u32 slot_of(u32 page) { return page / 2; }

Pte entry_of(u32 page) { return read_entry(kernel_space().kmap[page]); }

void print_slot(lib::Sink& sink, u32 slot)
{
    SharedSlots const& slots = kmap_pool().slots();
    u32 const users = slots.users(slot);
    lib::print(sink, "kmap slot {} (frame {}, {}", slot, slots.pfn(slot),
               lib::Counted{users > SharedSlots::kUnused ? users - SharedSlots::kUnused : 0, "user"});
    print_mapped_by(sink, MappingKind::Shared, slots.address_of(slot));
    lib::print(sink, ")");
}

void draw_shared_page(lib::Sink& sink, u32 page, bool here)
{
    lib::print(sink, "{} {}  ", here ? "-->" : "   ", kWindow.begin + page * kPageSize);
    if (is_guard(page)) {
        lib::print(sink, "guard");
    } else if (entry_of(page).present()) {
        print_slot(sink, slot_of(page));
    } else {
        lib::print(sink, "kmap slot {}: empty", slot_of(page));
    }
    lib::print(sink, "\n");
}

Report judge_guard(FaultingAccess const& access, u32 guard)
{
    bool const below_live = guard > 0 && entry_of(guard - 1).present();
    bool const above_live = guard + 1 < kWindow.pages() && entry_of(guard + 1).present();
    Report report;
    switch (nearer_neighbour(access.address, below_live, above_live)) {
    case Neighbour::Below:
        report.kind = ReportKind::Overrun;
        print_overrun(report.headline, access);
        print_slot(report.headline, slot_of(guard - 1));
        break;
    case Neighbour::Above:
        report.kind = ReportKind::Underrun;
        print_underrun(report.headline, access, access.address.page() + kPageSize);
        print_slot(report.headline, slot_of(guard + 1));
        break;
    case Neighbour::None:
        report.kind = ReportKind::StaleSlot;
        print_stale(report.headline, access);
        lib::print(report.headline, ", a guard of the kmap window with no mapping on either side");
        break;
    }
    return report;
}

Report judge_slot(FaultingAccess const& access, u32 page)
{
    Report report;
    if (entry_of(page).present()) {
        report.kind = ReportKind::Rights;
        lib::print(report.headline, "code runs at {}, in ", access.address);
        print_slot(report.headline, slot_of(page));
        lib::print(report.headline, ", which holds data");
        return report;
    }
    report.kind = ReportKind::StaleSlot;
    print_stale(report.headline, access);
    Pfn const last = kmap_pool().slots().pfn(slot_of(page));
    if (last == Pfn{}) {
        lib::print(report.headline, ", but kmap slot {} was never mapped", slot_of(page));
    } else {
        lib::print(report.headline, ", but kmap slot {} is not mapped any more; it was frame {}",
                   slot_of(page), last);
    }
    return report;
}

} // namespace

std::optional<Report> judge_kmap(FaultingAccess const& access)
{
    if (kernel_space().kmap == nullptr) return std::nullopt; // so early that there is no window yet
    u32 const page = page_of(access.address);
    Report report = is_guard(page) ? judge_guard(access, page) : judge_slot(access, page);
    u32 const first = page < 2 ? 0 : page - 2;
    for (u32 near = first; near <= page + 2 && near < kWindow.pages(); ++near)
        draw_shared_page(report.picture, near, near == page);
    return report;
}

} // namespace mm
