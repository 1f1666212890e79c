// SPDX-License-Identifier: MIT
// Faults in the vmap area: which area, from the tags in the page tables themselves.
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/fault_words.hpp"
#include "mm/kmap_alias.hpp"
#include "mm/live_mappings.hpp"
#include "mm/shared_judge.hpp"
#include "mm/vmap_area.hpp"

namespace mm {

namespace {

using lib::Report;
using lib::ReportKind;

VirtAddr begin_of(Area const& area) { return vmap_area().tables().address_of(area.first()); }

void print_area(lib::Sink& sink, Area const& area)
{
    if (area.tag.kind() == AreaKind::Stack) {
        lib::print(sink, "the thread stack at {}", begin_of(area));
    } else if (area.tag.kind() == AreaKind::Demand) {
        lib::print(sink, "the area of {} at {}", lib::Counted{area.tag.usable(), "demand page"},
                   begin_of(area));
    } else if (auto const alias = kmap_aliases().find(begin_of(area)); alias && alias->users != 0) {
        lib::print(sink, "kmap()'s alias of frame {} at {} ({}", alias->pfn, alias->address,
                   lib::Counted{alias->users, "user"});
        print_mapped_by(sink, MappingKind::Shared, alias->address);
        lib::print(sink, ")");
    } else {
        lib::print(sink, "the area of {} at {}, mapped with vmap at ",
                   lib::Counted{area.tag.usable(), "page"}, begin_of(area));
        print_code(sink, area.tag.caller());
    }
}

char const* unmapped_page(AreaTag tag)
{
    if (tag.in_use() || tag.kind() == AreaKind::Border) return "guard";
    return tag.kind() == AreaKind::Freed ? "guard of an area that was unmapped" : "unmapped";
}

void draw_area_page(lib::Sink& sink, u32 page, bool here)
{
    AreaTables const& tables = vmap_area().tables();
    lib::print(sink, "{} {}  ", here ? "-->" : "   ", tables.address_of(page));
    Pte const entry = tables.table_exists(page) ? read_entry(tables.entry(page)) : Pte{};
    if (entry.present()) {
        lib::print(sink, "frame {} r{}{}\n", entry.pfn(), entry.writable() ? "w" : "-",
                   entry.no_execute() ? "-" : "x");
    } else {
        lib::print(sink, "{}\n", unmapped_page(AreaTag::of(entry)));
    }
}

/// The page and two on each side.
void draw_pages(lib::Sink& sink, u32 page)
{
    u32 const first = page < 2 ? 0 : page - 2;
    for (u32 near = first; near <= page + 2 && near < vmap_area().tables().region().pages(); ++near)
        draw_area_page(sink, near, near == page);
}

Report overrun(FaultingAccess const& access, Area const& area)
{
    Report report;
    report.kind = ReportKind::Overrun;
    u32 const page = vmap_area().tables().page_of(access.address);
    lib::print(report.headline, "thread '{}' {} ", thread_name(), verb(access.kind));
    print_distance(report.headline, access, (page - area.end()) * kPageSize + access.address.page_offset());
    lib::print(report.headline, " past the end of ");
    print_area(report.headline, area);
    return report;
}

Report before_area(FaultingAccess const& access, Area const& area)
{
    Report report;
    if (area.tag.kind() == AreaKind::Stack) {
        report.kind = ReportKind::StackOverflow;
        lib::print(report.headline, "thread '{}' {} {} below ", thread_name(), verb(access.kind),
                   lib::Counted{begin_of(area) - access.address, "byte"});
    } else {
        report.kind = ReportKind::Underrun;
        print_underrun(report.headline, access, begin_of(area));
    }
    print_area(report.headline, area);
    return report;
}

Report stale(FaultingAccess const& access, Area const& area)
{
    Report report;
    report.kind = ReportKind::StaleSlot;
    print_stale(report.headline, access);
    if (area.tag.kind() == AreaKind::Freed) {
        lib::print(report.headline, ", in an area of {} at {} that was unmapped",
                   lib::Counted{area.tag.usable(), "page"}, begin_of(area));
    } else {
        lib::print(report.headline, ", in the vmap area, where nothing is mapped (any more)");
    }
    if (auto const alias = kmap_aliases().find(access.address))
        lib::print(report.headline, "; kmap()'s alias of frame {} was there", alias->pfn);
    return report;
}

Report rights(FaultingAccess const& access, Area const& area)
{
    Report report;
    report.kind = ReportKind::Rights;
    lib::print(report.headline, "thread '{}' {} at {}, which is forbidden in ", thread_name(),
               verb(access.kind), access.address);
    print_area(report.headline, area);
    return report;
}

/// `here` is the tag on the page itself: the guard of the area above, and the end of the one below.
Report judge_guard(FaultingAccess const& access, Area const& here)
{
    Area const below = here.guard > 0 ? vmap_area().area_around(here.guard - 1) : Area{};
    switch (nearer_neighbour(access.address, below.tag.in_use(), here.tag.in_use())) {
    case Neighbour::Below: return overrun(access, below);
    case Neighbour::Above: return before_area(access, here);
    case Neighbour::None: break;
    }
    return stale(access, here);
}

std::optional<Report> judge_page(FaultingAccess const& access)
{
    AreaTables const& tables = vmap_area().tables();
    u32 const page = tables.page_of(access.address);
    Area const area = vmap_area().area_around(page);
    if (area.guard == page) return judge_guard(access, area);
    if (!area.tag.in_use()) return stale(access, area);
    if (page < area.end() && area.tag.kind() == AreaKind::Demand) return std::nullopt;
    if (page >= area.end()) return overrun(access, area); // the spare page
    if (tables.table_exists(page) && read_entry(tables.entry(page)).present()) return rights(access, area);
    return stale(access, area); // it is being mapped or unmapped right now
}

} // namespace

std::optional<Report> judge_vmap(FaultingAccess const& access)
{
    AreaTables const& tables = vmap_area().tables();
    if (tables.region().pages() == 0) return std::nullopt; // so early that there is no vmap area yet
    auto report = judge_page(access);
    if (report) draw_pages(report->picture, tables.page_of(access.address));
    return report;
}

} // namespace mm
