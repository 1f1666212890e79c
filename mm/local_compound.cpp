// SPDX-License-Identifier: MIT
// Why a compound is as safe as a page (mm/local_slot.hpp, whose names are used here), whatever happens
// between any two instructions:
//
//     M1  top += all of its pages                    for each page, the highest first:
//     for each page, the lowest first:               U1  entry.low = 0
//     M2  entry = the new one (high, low)           U2  invlpg
//                                                    U3  top -= all of its pages
//
// Interrupt. One store reserves all the pages and one gives them back, so in between a handler nests above
// the whole compound, however many of its pages are mapped at that moment.
//
// Context switch. local_sched_out() has to save, empty and flush more than every other page now, and the
// entries alone tell it which: if the page of a slot, an odd one, is in a compound, then so is the even page
// above it, because a compound begins at an odd page and has an even number of pages. Looking at the odd
// pages is enough at any instruction, because of the order above:
//     mapping     an even page is touched, be it only its high half, once the odd one below it is live.
//     unmapping   the odd page goes once the even one above it is gone and flushed. Between those two steps
//                 the odd one is still live, so the even one is flushed although it is empty.
// So above an odd page that is not in a compound, empty or single, lies one that has not been touched.
// Proved by: SteppedCompound.InterruptedAtEveryInstruction, SteppedCompound.PreemptedAtEveryInstruction,
// SteppedCompound.PreemptedAtEveryInstructionByAThreadThatHoldsOne, planted/compound_reserved_too_late,
// planted/compound_unmapped_lowest_first, planted/compound_half_switched.
//
// Which pages belong to the innermost mapping is read from the entries, too (mm/local_pages.hpp). Only the
// thread itself asks, at the beginning of an unmapping, when all its mappings are whole.
#include "mm/local_compound.hpp"

#include "lib/check.hpp"
#include "lib/irq_guard.hpp"
#include "mm/context.hpp"
#include "mm/direct_unmap.hpp"
#include "mm/kernel_space.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_report.hpp"
#include "mm/local_slot.hpp"
#include "mm/page_bounds.hpp"
#include "mm/quarantine.hpp"
#include "mm/watched_local.hpp"

#include <optional>

namespace mm {

namespace {

// Both are flattened: left to itself, GCC makes a call for each entry.

/// M2, for adjacent frames from `first` on.
template <Debts debts>
[[gnu::flatten]] void publish_pages(LocalWindow const& window, LocalPages pages, Pfn first, Pte flags)
{
    for (u32 page = 0; page < pages.count; ++page)
        publish_here<debts>(window.entry(pages.first + page), window.address_of(pages.first + page),
                            Pte::frame(first + page, flags.low(), flags.high()));
}

/// U1 and U2.
template <Debts debts> [[gnu::flatten]] void retract_pages(LocalWindow const& window, LocalPages pages)
{
    for (u32 page = pages.first + pages.count; page-- > pages.first;) {
        retract_here<debts>(window.entry(page), window.address_of(page)); // U1
        flush_here<debts>(window.address_of(page));                       // U2
    }
    for (u32 page = pages.first; page <= pages.last(); ++page)
        leave_here<debts>(window.address_of(page), PageMove::GiveBack);
}

[[gnu::cold]] std::optional<u32> reserve_rested(LocalStack& stack, u32 pages)
{
    lib::IrqGuard const irqs_off;
    LocalWindow const& window = local_window();
    if (2 * slots_below(window, stack.top()) + pages > stack.limit()) return std::nullopt;
    return take_rested(stack, window, pages);
}

/// M1. Returns the guard in front of the reserved pages; nothing if they do not fit.
std::optional<u32> reserve(LocalStack& stack, u32 pages)
{
    if (kmap_debug().quarantine) [[unlikely]]
        return reserve_rested(stack, pages);
    u32 const guard = stack.top();
    if (guard + pages > stack.limit()) return std::nullopt;
    stack.set_top(guard + pages); // M1
    return guard;
}

CompoundMapping map_pages(Pfn first, u32 order, Protection protection)
{
    auto const guard = reserve(local_stack(), local_pages_taken(order));
    if (!guard) return {VirtAddr{}, CompoundError::TooDeep};
    LocalWindow const& window = local_window();
    Pte const flags = page_entry(Pfn{}, protection).in_compound(order);
    LocalPages const pages{*guard + 1, 1u << order};
    local_calls_watched() ? publish_pages<Debts::IfAskedFor>(window, pages, first, flags)
                          : publish_pages<Debts::NotKept>(window, pages, first, flags); // M2
    return {window.address_of(*guard + 1)};
}

[[gnu::cold]] void rest(LocalStack& stack, LocalWindow const& window, LocalPages pages, VirtAddr caller)
{
    lib::IrqGuard const irqs_off;
    for (u32 page = pages.first; page <= pages.last() + 1; page += 2)
        begin_rest(LocalPlace::of(window.address_of(page)), caller);
    give_rested(stack, window, pages.first - 1);
}

void unmap_pages(LocalStack& stack, LocalWindow const& window, LocalPages pages, VirtAddr caller)
{
    track_unmap(MappingKind::Compound, window.address_of(pages.first));
    local_calls_watched() ? retract_pages<Debts::IfAskedFor>(window, pages)
                          : retract_pages<Debts::NotKept>(window, pages); // U1, U2
    if (kmap_debug().quarantine) [[unlikely]]
        return rest(stack, window, pages, caller);
    stack.set_top(pages.first - 1); // U3
}

// `pages` are the innermost mapping's, whichever kind it is.
void unmap(LocalStack& stack, LocalWindow const& window, LocalPages pages, VirtAddr caller)
{
    if (pages.count > 1) return unmap_pages(stack, window, pages, caller);
    if (local_calls_watched()) return unmap_topmost_watched(stack, caller);
    unmap_topmost(stack, window, window.address_of(pages.first));
}

} // namespace

LocalPages innermost_mapping(LocalStack const& stack, LocalWindow const& window)
{
    u32 const top = stack.top();
    if (top == 0) return {};
    for (u32 const page : {top - 1, top - 2})
        if (Pte const entry = read_entry(window.entry(page)); entry.present())
            return pages_of_mapping(entry, page);
    return {top - 1, 1};
}

CompoundMapping kmap_local_compound(Frame first, u32 order, Protection protection)
{
    if (order > kMaxLocalOrder) return {VirtAddr{}, CompoundError::TooLarge};
    check_page_copy("kmap_local_compound", first, 0, kPageSize << order);
    CHECK(first.pfn().raw() % (1u << order) == 0);
    if (protection == kReadWrite && needs_no_slot(first.pfn())) return {lowmem_address(first.pfn().base())};
    CompoundMapping const mapping = map_pages(first.pfn(), order, protection);
    if (mapping.error == CompoundError::None)
        track_map(order == 0 ? MappingKind::Local : MappingKind::Compound, mapping.address, first.pfn(),
                  1u << order, virt_addr_of(__builtin_return_address(0)));
    return mapping;
}

void kunmap_local_compound(VirtAddr address)
{
    if (is_direct_unmap(address)) return check_direct_unmap(address); // lowmem takes no slot
    LocalStack& stack = local_stack();
    LocalWindow const& window = local_window();
    LocalPages const pages = innermost_mapping(stack, window);
    if (!pages.contains(window.page_of(address)) || below_floor(stack, pages.first)) [[unlikely]]
        stop_bad_unmap(address);
    unmap(stack, window, pages, virt_addr_of(__builtin_return_address(0)));
}

void unmap_innermost(LocalStack& stack, VirtAddr caller)
{
    LocalWindow const& window = local_window();
    unmap(stack, window, innermost_mapping(stack, window), caller);
}

} // namespace mm
