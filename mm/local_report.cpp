// SPDX-License-Identifier: MIT
#include "mm/local_report.hpp"

#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "mm/context.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_pages.hpp"
#include "mm/quarantine.hpp"
#include "mm/region.hpp"

#include <algorithm>

namespace mm {

namespace {

constexpr LocalPlace neighbour(LocalPlace place, i32 pages)
{
    auto const page =
        static_cast<u32>(static_cast<i32>(place.cpu * LocalWindow::kPages + place.page) + pages);
    return local_place(layout::kLocalBase + page * kPageSize);
}

/// The mapped pages of which this is one. Precondition: it is mapped.
LocalPages mapping_of(LocalPlace page) { return pages_of_mapping(live_entry(page), page.page); }
LocalPlace first_page(LocalPlace page) { return {page.cpu, mapping_of(page).first}; }

/// Is this the page that stays empty behind a compound?
bool is_behind_compound(LocalPlace place)
{
    return place.page != 0 && !live_entry(place).present() && live_entry(neighbour(place, -1)).order() != 0;
}
bool is_guard(LocalPlace place)
{
    return !live_entry(place).present() && (place.guard || is_behind_compound(place));
}

void draw_local_page(lib::Sink& sink, LocalPlace place, bool here)
{
    lib::print(sink, "{} {}  ", here ? "-->" : "   ", local_address(place));
    if (is_guard(place)) {
        lib::print(sink, "guard");
    } else if (Pte const entry = live_entry(place); entry.present()) {
        LocalPages const pages = mapping_of(place);
        lib::print(sink, "slot {:<2} of CPU {}: frame {} {}{}{}  {}", first_page(place).slot(), place.cpu,
                   entry.pfn(), "r", entry.writable() ? "w" : "-", entry.no_execute() ? "-" : "x",
                   owner_of(place));
        if (pages.count > 1) lib::print(sink, ", page {} of {}", place.page - pages.first + 1, pages.count);
    } else {
        lib::print(sink, "slot {:<2} of CPU {}: empty", place.slot(), place.cpu);
    }
    lib::print(sink, "\n");
}

lib::Report report_about(lib::ReportKind kind, VirtAddr address)
{
    lib::Report report;
    report.kind = kind;
    if (layout::kLocalWindows.contains(address)) draw_slots(report.picture, address);
    return report;
}

lib::Report outside(VirtAddr address)
{
    lib::Report report = report_about(lib::ReportKind::NotASlot, address);
    lib::print(report.headline,
               "thread '{}' calls kunmap_local({}), which kmap_local never returned: it lies in {}",
               thread_name(), address, region_name(address));
    return report;
}

lib::Report guard_page(VirtAddr address, LocalPlace place)
{
    lib::Report report = report_about(lib::ReportKind::NotASlot, address);
    lib::print(report.headline, "thread '{}' calls kunmap_local({}), a guard page", thread_name(), address);
    LocalPlace const below = neighbour(place, -1);
    if (place.page != 0 && live_entry(below).present()) {
        lib::print(report.headline, "; the {} of slot {} ended {} before",
                   mapping_of(below).count > 1 ? "compound" : "page", first_page(below).slot(),
                   lib::Counted{address.page_offset(), "byte"});
    }
    return report;
}

lib::Report in_compound(VirtAddr address, LocalPlace place)
{
    lib::Report report = report_about(lib::ReportKind::NotASlot, address);
    lib::print(report.headline,
               "thread '{}' calls kunmap_local({}) and not kunmap_local_compound(): it is in ", thread_name(),
               address);
    print_mapping(report.headline, place);
    return report;
}

lib::Report foreign(VirtAddr address, LocalPlace place)
{
    lib::Report report = report_about(lib::ReportKind::ForeignSlot, address);
    lib::print(report.headline, "thread '{}' on CPU {} unmaps slot {} of CPU {}, where {} runs",
               thread_name(), hw::cpu_index(), place.slot(), place.cpu, owner_of(place));
    return report;
}

lib::Report not_mapped(VirtAddr address, LocalPlace place, LocalStack const& stack)
{
    lib::Report report = report_about(lib::ReportKind::DoubleUnmap, address);
    lib::print(report.headline, "thread '{}' unmaps slot {} at {}, which is not mapped; it uses {}",
               thread_name(), place.slot(), address.page(), lib::Counted{stack.depth(), "slot"});
    print_rest(report.headline, place);
    return report;
}

lib::Report out_of_order(VirtAddr address, LocalPlace place, LocalPages innermost)
{
    LocalPlace const first = first_page(place);
    LocalPlace const last_mapped{place.cpu, innermost.first};
    lib::Report report = report_about(lib::ReportKind::OutOfOrder, address);
    lib::print(report.headline,
               "thread '{}' unmaps slot {} (frame {}), but slot {} (frame {}) was mapped last "
               "and must go first",
               thread_name(), first.slot(), live_entry(first).pfn(), last_mapped.slot(),
               live_entry(last_mapped).pfn());
    return report;
}

} // namespace

Pte live_entry(LocalPlace place)
{
    u32 const page = layout::kFixmapDevicePages + place.cpu * LocalWindow::kPages + place.page;
    return read_entry(kernel_space().fixmap[page]);
}

OwnerText owner_of(LocalPlace place)
{
    LocalStack const* const stack = local_stack_on(place.cpu);
    bool const interrupt = stack != nullptr && place.page >= stack->floor();
    return lib::formatted<64>("{}thread '{}'", interrupt ? "an interrupt above " : "",
                              thread_name_on(place.cpu));
}

void print_mapping(lib::Sink& sink, LocalPlace page)
{
    LocalPages const pages = mapping_of(page);
    LocalPlace const first = first_page(page);
    Pfn const frame = live_entry(first).pfn();
    if (pages.count == 1) {
        lib::print(sink, "slot {} of CPU {} (frame {}, ", first.slot(), page.cpu, frame);
    } else {
        lib::print(sink, "the compound in slot {} of CPU {} (order {}, frames {} to {}, ", first.slot(),
                   page.cpu, live_entry(first).order(), frame, frame + (pages.count - 1));
    }
    lib::print(sink, "mapped by {}", owner_of(page));
    print_mapped_at(sink, pages.count == 1 ? MappingKind::Local : MappingKind::Compound,
                    local_address(first));
    lib::print(sink, ")");
}

void draw_slots(lib::Sink& sink, VirtAddr address)
{
    LocalPlace const here = local_place(address);
    for (i32 offset = -2; offset <= 2; ++offset) {
        LocalPlace const place = neighbour(here, offset);
        if (layout::kLocalWindows.contains(local_address(place))) draw_local_page(sink, place, offset == 0);
    }
}

void stop_too_deep()
{
    LocalStack const& stack = local_stack();
    VirtAddr const address = local_window().address_of(std::min(stack.top(), LocalWindow::kPages - 1));
    lib::Report report = report_about(lib::ReportKind::TooDeep, address);
    bool const interrupt = stack.floor() != LocalStack::kPages;
    lib::print(report.headline,
               "{}thread '{}' maps one page more while {} slots are in use, and there are {} slots",
               interrupt ? "an interrupt above " : "", thread_name(), stack.depth(), stack.limit() / 2);
    lib::stop(report);
}

lib::Report bad_unmap_report(VirtAddr address)
{
    LocalStack const& stack = local_stack();
    if (!layout::kLocalWindows.contains(address)) return outside(address);
    LocalPlace const place = local_place(address);
    if (is_guard(place)) return guard_page(address, place);
    if (local_window().page_of(address) >= LocalWindow::kPages) return foreign(address, place);
    if (!live_entry(place).present()) return not_mapped(address, place, stack);
    LocalPages const innermost = innermost_mapping(stack, local_window());
    if (innermost.contains(place.page)) return in_compound(address, place);
    return out_of_order(address, place, innermost);
}

void stop_bad_unmap(VirtAddr address) { lib::stop(bad_unmap_report(address)); }

void stop_left_behind(LocalStack const& stack, u32 top)
{
    VirtAddr const address = local_window().address_of(std::min(top, LocalWindow::kPages - 2) + 1);
    lib::Report report = report_about(lib::ReportKind::Leak, address);
    lib::print(report.headline,
               "an interrupt found {} slots of thread '{}' in use and left {} behind: it must unmap what it "
               "maps, and no more",
               top / 2, thread_name(), stack.depth());
    print_live_mappings_of(report.picture, &stack);
    lib::stop(report);
}

} // namespace mm
