// SPDX-License-Identifier: MIT
#include "mm/local_report.hpp"

#include "lib/cpu.hpp"
#include "lib/format.hpp"
#include "mm/context.hpp"
#include "mm/live_mappings.hpp"
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

void draw_page(lib::Sink& sink, LocalPlace place, bool here)
{
    lib::print(sink, "{} {}  ", here ? "-->" : "   ", local_address(place));
    if (place.guard) {
        lib::print(sink, "guard");
    } else if (Pte const entry = live_entry(place); entry.present()) {
        lib::print(sink, "slot {:<2} of CPU {}: frame {} {}{}{}  {}", place.slot(), place.cpu, entry.pfn(),
                   "r", entry.writable() ? "w" : "-", entry.no_execute() ? "-" : "x", owner_of(place));
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
    if (place.page != 0) {
        lib::print(report.headline, "; the page of slot {} ended {} bytes before", place.slot() - 1,
                   address.page_offset());
    }
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
    lib::print(report.headline, "thread '{}' unmaps slot {} at {}, which is not mapped; it holds {} mappings",
               thread_name(), place.slot(), address.page(), stack.depth());
    print_rest(report.headline, place);
    return report;
}

lib::Report out_of_order(VirtAddr address, LocalPlace place, LocalStack const& stack)
{
    u32 const topmost = stack.top() - 1;
    lib::Report report = report_about(lib::ReportKind::OutOfOrder, address);
    lib::print(report.headline,
               "thread '{}' unmaps slot {} (frame {}), but slot {} (frame {}) was mapped last "
               "and must go first",
               thread_name(), place.slot(), live_entry(place).pfn(), topmost / 2,
               live_entry({place.cpu, topmost}).pfn());
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

void draw_slots(lib::Sink& sink, VirtAddr address)
{
    LocalPlace const here = local_place(address);
    for (i32 offset = -2; offset <= 2; ++offset) {
        LocalPlace const place = neighbour(here, offset);
        if (layout::kLocalWindows.contains(local_address(place))) draw_page(sink, place, offset == 0);
    }
}

void stop_too_deep()
{
    LocalStack const& stack = local_stack();
    VirtAddr const address = local_window().address_of(std::min(stack.top(), LocalWindow::kPages - 1));
    lib::Report report = report_about(lib::ReportKind::TooDeep, address);
    bool const interrupt = stack.floor() != LocalStack::kPages;
    lib::print(report.headline,
               "{}thread '{}' maps one page more while {} are mapped, and there are {} slots",
               interrupt ? "an interrupt above " : "", thread_name(), stack.depth(), stack.limit() / 2);
    lib::stop(report);
}

lib::Report bad_unmap_report(VirtAddr address)
{
    LocalStack const& stack = local_stack();
    if (!layout::kLocalWindows.contains(address)) return outside(address);
    LocalPlace const place = local_place(address);
    if (place.guard) return guard_page(address, place);
    if (local_window().page_of(address) >= LocalWindow::kPages) return foreign(address, place);
    if (!live_entry(place).present()) return not_mapped(address, place, stack);
    return out_of_order(address, place, stack);
}

void stop_bad_unmap(VirtAddr address) { lib::stop(bad_unmap_report(address)); }

void stop_left_behind(LocalStack const& stack, u32 top)
{
    VirtAddr const address = local_window().address_of(std::min(top, LocalWindow::kPages - 2) + 1);
    lib::Report report = report_about(lib::ReportKind::Leak, address);
    lib::print(report.headline,
               "an interrupt found {} mappings of thread '{}' and left {} behind: it must unmap what it "
               "maps, and no more",
               top / 2, thread_name(), stack.depth());
    print_live_mappings_of(report.picture, &stack);
    lib::stop(report);
}

} // namespace mm
