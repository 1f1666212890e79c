// SPDX-License-Identifier: MIT
#include "mm/local_report.hpp"

#include "lib/bounded_list.hpp"
#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_pages.hpp"
#include "mm/quarantine.hpp"
#include "mm/region.hpp"

#include <algorithm>

namespace mm {

namespace {

/// The mapped pages of which this is one. Precondition: it is mapped.
LocalPages mapping_of(LocalPlace page) { return pages_of_mapping(page.entry(), page.page()); }

/// Is this the page that stays empty behind a compound?
bool is_behind_compound(LocalPlace place)
{
    if (place.kind() != LocalPlace::Kind::Slot || place.entry().present()) return false;
    Pte const below = place.moved(-1).entry();
    return below.present() && below.order() != 0;
}
bool is_guard(LocalPlace place)
{
    return !place.entry().present() && (place.is_guard() || is_behind_compound(place));
}

void draw_local_page(lib::Sink& sink, LocalPlace place, bool here)
{
    lib::print(sink, "{} {}  ", here ? "-->" : "   ", place.address());
    if (is_guard(place)) {
        lib::print(sink, "guard");
    } else if (Pte const entry = place.entry(); entry.present()) {
        LocalPages const pages = mapping_of(place);
        lib::print(sink, "slot {:<2} of {}: frame {} {}{}{}  {}", first_page(place).slot(),
                   name_of(place.owner()), entry.pfn(), "r", entry.writable() ? "w" : "-",
                   entry.no_execute() ? "-" : "x", holder_at(place));
        if (pages.count > 1) lib::print(sink, ", page {} of {}", place.page() - pages.first + 1, pages.count);
    } else {
        lib::print(sink, "slot {:<2} of {}: empty", place.slot(), name_of(place.owner()));
    }
    lib::print(sink, "\n");
}

/// What a mapping is counted under: the code that made it if kmap.debug=track knows it, else its frame.
struct Origin {
    VirtAddr caller;
    Pfn frame;
    bool operator==(Origin const&) const = default;
};
std::optional<Origin> origin_of(LocalPlace place)
{
    Pte const entry = place.entry();
    if (!entry.present() || mapping_of(place).first != place.page()) return std::nullopt;
    MappingKind const kind = entry.order() == 0 ? MappingKind::Local : MappingKind::Compound;
    auto const known = kmap_debug().track ? live_mappings().find(kind, place.address()) : std::nullopt;
    return known ? Origin{known->caller, {}} : Origin{{}, entry.pfn()};
}

void print_origin(lib::Sink& sink, Origin origin)
{
    if (origin.caller == VirtAddr{}) return lib::print(sink, "of frame {}", origin.frame);
    lib::print(sink, "made at ");
    print_code(sink, origin.caller);
}

/// "    15 mappings of frame 0x1bfc00", a line for each frame, or for each caller.
void print_origins(lib::Sink& sink)
{
    constexpr u32 kLines = 8;
    lib::BoundedList<Origin, kLines> seen;
    auto const for_each_origin = [](auto&& visit) {
        for (u32 slot = 0; slot < slots_per_window(); ++slot)
            if (auto const origin = origin_of(LocalPlace::of_slot(this_owner(), slot))) visit(*origin);
    };
    for_each_origin([&](Origin const& origin) {
        if (seen.contains(origin)) return;
        seen.push(origin);
        if (seen.left_out() != 0) return;
        u32 count = 0;
        for_each_origin([&](Origin const& other) { count += other == origin; });
        lib::print(sink, "    {} ", lib::Counted{count, "mapping"});
        print_origin(sink, origin);
        lib::print(sink, "\n");
    });
    if (seen.left_out() != 0) lib::print(sink, "    and {} more\n", seen.left_out());
}

/// The address of a page of the running thread's window; of the last, if it has fewer.
VirtAddr page_or_last(u32 page)
{
    return local_window().address_of(std::min(page, 2 * slots_per_window() - 1));
}

lib::Report report_about(lib::ReportKind kind, VirtAddr address)
{
    lib::Report report;
    report.kind = kind;
    if (LocalPlace::of(address).inside()) draw_slots(report.picture, address);
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
    LocalPlace const below = place.moved(-1);
    if (below.entry().present()) {
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
    if (windows_of_threads()) {
        lib::print(report.headline, "thread '{}' unmaps slot {} of {}: only that thread can", thread_name(),
                   place.slot(), name_of(place.owner()));
    } else {
        lib::print(report.headline, "thread '{}' on {} unmaps slot {} of {}, where {} runs", thread_name(),
                   name_of(this_owner()), place.slot(), name_of(place.owner()), holder_at(place));
    }
    return report;
}

lib::Report nobodys(VirtAddr address)
{
    lib::Report report = report_about(lib::ReportKind::NotASlot, address);
    lib::print(report.headline,
               "thread '{}' calls kunmap_local({}), which kmap_local never returned to it: its slots are "
               "elsewhere in the window, and no other thread has mapped it",
               thread_name(), address);
    return report;
}

lib::Report not_mapped(VirtAddr address, LocalPlace place, LocalStack const& stack)
{
    lib::Report report = report_about(lib::ReportKind::DoubleUnmap, address);
    lib::print(report.headline, "thread '{}' unmaps slot {} at {}, which is not mapped; it uses {}",
               thread_name(), place.slot(), address.page(), lib::Counted{slots_in_use(stack), "slot"});
    print_rest(report.headline, place);
    return report;
}

lib::Report of_interrupted_thread(VirtAddr address, LocalPlace place)
{
    lib::Report report = report_about(lib::ReportKind::ForeignSlot, address);
    lib::print(
        report.headline,
        "an interrupt unmaps slot {} (frame {}) of thread '{}', which it interrupted: it may unmap only "
        "what it has mapped itself",
        first_page(place).slot(), first_page(place).entry().pfn(), thread_name());
    return report;
}

lib::Report out_of_order(VirtAddr address, LocalPlace place, LocalPages innermost)
{
    LocalPlace const first = first_page(place);
    LocalPlace const last_mapped = LocalPlace::of_page(place.owner(), innermost.first);
    lib::Report report = report_about(lib::ReportKind::OutOfOrder, address);
    lib::print(report.headline,
               "thread '{}' unmaps slot {} (frame {}), but slot {} (frame {}) was mapped last "
               "and must go first",
               thread_name(), first.slot(), first.entry().pfn(), last_mapped.slot(),
               last_mapped.entry().pfn());
    return report;
}

} // namespace

LocalPlace first_page(LocalPlace page) { return LocalPlace::of_page(page.owner(), mapping_of(page).first); }

HolderText holder_at(LocalPlace place)
{
    WindowHolder const holder = holder_of(place.owner());
    bool const interrupt = holder.stack != nullptr && place.page() >= holder.stack->floor();
    return lib::formatted<64>("{}thread '{}'", interrupt ? "an interrupt above " : "", holder.name);
}

void print_mapping(lib::Sink& sink, LocalPlace page)
{
    LocalPages const pages = mapping_of(page);
    LocalPlace const first = first_page(page);
    Pte const entry = first.entry();
    if (pages.count == 1) {
        lib::print(sink, "slot {} of {} (frame {}, ", first.slot(), name_of(page.owner()), entry.pfn());
    } else {
        lib::print(sink, "the compound in slot {} of {} (order {}, frames {} to {}, ", first.slot(),
                   name_of(page.owner()), entry.order(), entry.pfn(), entry.pfn() + (pages.count - 1));
    }
    lib::print(sink, "mapped by {}", holder_at(page));
    print_mapped_at(sink, pages.count == 1 ? MappingKind::Local : MappingKind::Compound, first.address());
    lib::print(sink, ")");
}

void draw_slots(lib::Sink& sink, VirtAddr address)
{
    LocalPlace const here = LocalPlace::of(address);
    for (i32 offset = -2; offset <= 2; ++offset)
        if (LocalPlace const place = here.moved(offset); place.inside())
            draw_local_page(sink, place, offset == 0);
}

void stop_too_deep()
{
    LocalStack const& stack = local_stack();
    VirtAddr const address = page_or_last(stack.top());
    lib::Report report = report_about(lib::ReportKind::TooDeep, address);
    bool const interrupt = stack.floor() != LocalStack::kNoFloor;
    lib::print(report.headline,
               "{}thread '{}' maps one page more while {} slots are in use, and there are {} slots",
               interrupt ? "an interrupt above " : "", thread_name(), slots_in_use(stack), stack.limit() / 2);
    print_origins(report.picture);
    lib::stop(report);
}

lib::Report bad_unmap_report(VirtAddr address)
{
    LocalStack const& stack = local_stack();
    LocalPlace const place = LocalPlace::of(address);
    if (!place.inside()) return outside(address);
    if (windows_of_threads() && !place.has_owner()) return nobodys(address);
    if (is_guard(place)) return guard_page(address, place);
    if (place.owner() != this_owner()) return foreign(address, place);
    if (!place.entry().present()) return not_mapped(address, place, stack);
    if (below_floor(stack, place.page())) return of_interrupted_thread(address, place);
    LocalPages const innermost = innermost_mapping(stack, local_window());
    if (innermost.contains(place.page())) return in_compound(address, place);
    return out_of_order(address, place, innermost);
}

void stop_bad_unmap(VirtAddr address) { lib::stop(bad_unmap_report(address)); }

void stop_left_behind(LocalStack const& stack, u32 top)
{
    lib::Report report = report_about(lib::ReportKind::Leak, page_or_last(top + 1));
    lib::print(report.headline,
               "an interrupt found {} of thread '{}' in use and left {} behind: it must unmap what it maps, "
               "and no more",
               lib::Counted{slots_below(local_window(), top), "slot"}, thread_name(), slots_in_use(stack));
    print_live_mappings_of(report.picture, &stack);
    lib::stop(report);
}

} // namespace mm
