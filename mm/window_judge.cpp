// SPDX-License-Identifier: MIT
#include "mm/window_judge.hpp"

#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "mm/context.hpp"
#include "mm/fault_words.hpp"
#include "mm/fixmap.hpp"
#include "mm/local_report.hpp"
#include "mm/quarantine.hpp"
#include "mm/shared_judge.hpp"
#include "mm/window_design.hpp"

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
    print_underrun(report.headline, access, page.address());
    print_mapping(report.headline, page);
    return report;
}

Report rights(FaultingAccess const& access, LocalPlace page)
{
    Report report;
    report.kind = ReportKind::Rights;
    Pte const entry = page.entry();
    LocalPlace const first = first_page(page);
    lib::print(report.headline, "thread '{}' {} at {}, but slot {} of {} maps frame {} {}", thread_name(),
               verb(access.kind), access.address, first.slot(), name_of(page.owner()), entry.pfn(),
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

/// window=thread: a pointer that leaked. The page is mapped, but not for this thread.
Report somebody_elses(FaultingAccess const& access, LocalPlace place)
{
    Report report;
    report.kind = ReportKind::ForeignSlot;
    lib::print(report.headline,
               "thread '{}' {} at {}, which is mapped for another thread only: ", thread_name(),
               verb(access.kind), access.address);
    print_mapping(report.headline, place);
    return report;
}

/// window=thread: what this thread does not use of its window, and no other either.
Report nobodys(FaultingAccess const& access)
{
    Report report;
    report.kind = ReportKind::StaleSlot;
    print_stale(report.headline, access);
    lib::print(report.headline, ", where it has no slots, and no thread has mapped anything (any more)");
    return report;
}

Report stale_slot(FaultingAccess const& access, LocalPlace place)
{
    Report report;
    if (place.owner() != this_owner()) {
        report.kind = ReportKind::ForeignSlot;
        lib::print(report.headline, "thread '{}' on {} {} at {}, in slot {} of {}, where it is not mapped",
                   thread_name(), name_of(this_owner()), verb(access.kind), access.address, place.slot(),
                   name_of(place.owner()));
    } else {
        report.kind = ReportKind::StaleSlot;
        print_stale(report.headline, access);
        lib::print(report.headline, ", but slot {} of {} is not mapped (any more)", place.slot(),
                   name_of(place.owner()));
        print_rest(report.headline, place);
    }
    return report;
}

/// A guard, or the empty page behind a compound, has caught an access that came from the page below or above
/// it.
Report judge_unmapped(FaultingAccess const& access, LocalPlace place)
{
    LocalPlace const below = place.moved(-1), above = place.moved(1);
    switch (nearer_neighbour(access.address, below.entry().present(), above.entry().present())) {
    case Neighbour::Below: return overrun(access, below);
    case Neighbour::Above: return underrun(access, above);
    case Neighbour::None: break;
    }
    return place.is_guard() ? stale_guard(access) : stale_slot(access, place);
}

Report judge_place(FaultingAccess const& access, LocalPlace place)
{
    if (windows_of_threads() && !place.has_owner()) return nobodys(access);
    if (!place.entry().present()) return judge_unmapped(access, place);
    if (windows_of_threads() && place.owner() != this_owner()) return somebody_elses(access, place);
    return rights(access, place);
}

std::optional<Report> judge_local(FaultingAccess const& access)
{
    LocalPlace const place = LocalPlace::of(access.address);
    if (!place.inside()) return std::nullopt;
    Report report = judge_place(access, place);
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
        lib::print(report.headline, "thread '{}' {} at {}: the fixmap's page '{}' is not mapped for that",
                   thread_name(), verb(access.kind), access.address, name);
    } else {
        report.kind = ReportKind::Overrun;
        print_overrun(report.headline, access);
        lib::print(report.headline, "the fixmap's page '{}'", name);
    }
    return report;
}

/// The other windows that have guards, and who judges accesses to them.
struct JudgedWindow {
    VirtRange range;
    std::optional<Report> (*judge)(FaultingAccess const& access);
};
constexpr std::array<JudgedWindow, 3> kJudged{{
    {layout::kFixmapDevices, judge_fixmap},
    {layout::kKmapWindow, judge_kmap},
    {layout::kVmapArea, judge_vmap},
}};

} // namespace

std::optional<Report> judge(FaultingAccess const& access)
{
    if (auto report = judge_local(access)) return report;
    for (JudgedWindow const& window : kJudged) {
        if (window.range.contains(access.address)) return window.judge(access);
    }
    return std::nullopt;
}

} // namespace mm
