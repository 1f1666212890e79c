// SPDX-License-Identifier: MIT
#include "mm/window_judge.hpp"

#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "mm/context.hpp"
#include "mm/fault_words.hpp"
#include "mm/fixmap.hpp"
#include "mm/local_pages.hpp"
#include "mm/local_report.hpp"
#include "mm/quarantine.hpp"
#include "mm/shared_judge.hpp"

#include <array>

namespace mm {

namespace {

using lib::Report;
using lib::ReportKind;

Report overrun(FaultingAccess const& access, LocalPlace page)
{
    Report report;
    report.kind = ReportKind::Overrun;
    print_overrun(report.headline, access);
    print_mapping(report.headline, page);
    return report;
}

Report underrun(FaultingAccess const& access, LocalPlace page)
{
    Report report;
    report.kind = ReportKind::Underrun;
    print_underrun(report.headline, access, local_address(page));
    print_mapping(report.headline, page);
    return report;
}

Report rights(FaultingAccess const& access, LocalPlace page)
{
    Report report;
    report.kind = ReportKind::Rights;
    Pte const entry = live_entry(page);
    LocalPlace const first{page.cpu, pages_of_mapping(entry, page.page).first};
    lib::print(report.headline, "thread '{}' {} at {}, but slot {} of CPU {} maps frame {} {}", thread_name(),
               verb(access.kind), access.address, first.slot(), page.cpu, entry.pfn(),
               entry.writable() ? "without execute" : "read-only");
    return report;
}

Report stale_guard(FaultingAccess const& access)
{
    Report report;
    report.kind = ReportKind::StaleSlot;
    print_stale(report.headline, access);
    lib::print(report.headline, ", a guard page with no mapping on either side");
    return report;
}

Report stale_slot(FaultingAccess const& access, LocalPlace slot)
{
    Report report;
    if (slot.cpu != hw::cpu_index()) {
        report.kind = ReportKind::ForeignSlot;
        lib::print(report.headline,
                   "thread '{}' on CPU {} {} at {}, in slot {} of CPU {}, where it is not mapped",
                   thread_name(), hw::cpu_index(), verb(access.kind), access.address, slot.slot(), slot.cpu);
    } else {
        report.kind = ReportKind::StaleSlot;
        print_stale(report.headline, access);
        lib::print(report.headline, ", but slot {} of CPU {} is not mapped (any more)", slot.slot(),
                   slot.cpu);
        print_rest(report.headline, slot);
    }
    return report;
}

/// A guard, or the page that stays empty behind a compound, caught an access that began in the page below or
/// above it: the nearer one that is mapped.
Report judge_unmapped(FaultingAccess const& access, LocalPlace place)
{
    LocalPlace const below = local_place(local_address(place) - kPageSize);
    LocalPlace const above = local_place(local_address(place) + kPageSize);
    bool const first = place.cpu == 0 && place.page == 0;
    bool const last = place.cpu == kMaxCpus;
    bool const below_live = !first && live_entry(below).present();
    bool const above_live = !last && live_entry(above).present();
    bool const nearer_below = access.address.page_offset() < kPageSize / 2;
    if (below_live && (nearer_below || !above_live)) return overrun(access, below);
    if (above_live) return underrun(access, above);
    return place.guard ? stale_guard(access) : stale_slot(access, place);
}

std::optional<Report> judge_local(FaultingAccess const& access)
{
    LocalPlace const place = local_place(access.address);
    Report report = live_entry(place).present() ? rights(access, place) : judge_unmapped(access, place);
    draw_slots(report.picture, access.address);
    return report;
}

std::optional<Report> judge_fixmap(FaultingAccess const& access)
{
    u32 const page = (access.address - layout::kFixmapBase) / kPageSize;
    char const* const name = fixmap_name(static_cast<Fixmap>(page / 2));
    Report report;
    if (page % 2 == 0) {
        report.kind = ReportKind::StaleSlot;
        lib::print(report.headline, "thread '{}' {} at {}: the fixmap's page '{}' is not mapped so",
                   thread_name(), verb(access.kind), access.address, name);
    } else {
        report.kind = ReportKind::Overrun;
        print_overrun(report.headline, access);
        lib::print(report.headline, "the fixmap's page '{}'", name);
    }
    return report;
}

/// Every window that has guards, and who knows about it.
struct JudgedWindow {
    VirtRange range;
    std::optional<Report> (*judge)(FaultingAccess const& access);
};
constexpr std::array<JudgedWindow, 4> kJudged{{
    {layout::kLocalWindows, judge_local},
    {{layout::kFixmapBase, layout::kLocalBase}, judge_fixmap},
    {layout::kKmapWindow, judge_kmap},
    {layout::kVmapArea, judge_vmap},
}};

} // namespace

std::optional<Report> judge(FaultingAccess const& access)
{
    for (JudgedWindow const& window : kJudged) {
        if (window.range.contains(access.address)) return window.judge(access);
    }
    return std::nullopt;
}

} // namespace mm
