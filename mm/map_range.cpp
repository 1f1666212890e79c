// SPDX-License-Identifier: MIT
// A part is what one directory entry covers of a range: a large page, or up to 512 small ones.
#include "mm/map_range.hpp"

#include "lib/check.hpp"

namespace mm {

namespace {

/// The entry of a table allows everything: each page's own entry narrows it.
Pte table_entry(Pfn table) { return Pte::frame(table, Pte::kPresent | Pte::kWrite | Pte::kAccessed); }

bool is_whole(VirtRange part) { return part.bytes() == kLargePageSize; }

VirtRange large_page_of(VirtAddr address)
{
    VirtAddr const begin = address - address.raw() % kLargePageSize;
    return {begin, begin + kLargePageSize};
}

std::span<PteSlot> entries_of(Pte directory, VirtRange part)
{
    return table_at(directory.pfn()).subspan(table_index(part.begin), part.pages());
}

/// Calls `visit(entry, page)` for those of a part's small pages that are mapped.
template <class Visit> void for_each_live(Pte directory, VirtRange part, Visit&& visit)
{
    VirtRange page{part.begin, part.begin + kPageSize};
    for (PteSlot& slot : entries_of(directory, part)) {
        if (is_live(slot)) visit(slot, page);
        page = {page.end, page.end + kPageSize};
    }
}

bool anything_mapped(Pte directory, VirtRange part)
{
    if (!directory.present() || directory.large()) return directory.present();
    return std::ranges::any_of(entries_of(directory, part), is_live);
}

bool is_free(AddressSpace const& space, VirtRange pages)
{
    bool free = true;
    for_each_part(space, pages, [&](PteSlot& directory, VirtRange part) {
        free = free && !anything_mapped(read_entry(directory), part);
    });
    return free;
}

/// In 64 bits, so that a range that leaves the address space cannot wrap and pass for a small one.
VirtRange pages_from(VirtAddr at, u32 count)
{
    u64 const end = u64{at.raw()} + u64{count} * kPageSize;
    CHECK(at.page_aligned() && end >> 32 == 0);
    return {at, VirtAddr{static_cast<u32>(end)}};
}

/// Are the address and its frame equally far from a border of 2 MiB?
bool large_pages_fit(VirtAddr at, Pfn first)
{
    return at.raw() / kPageSize % kFramesPerLargePage == first.raw() % kFramesPerLargePage;
}

/// Takes as many tables as there are parts for which `needs_one(directory entry, part)` holds; false if there
/// are not that many to be had.
template <class NeedsOne>
[[nodiscard]] bool take_tables_for(AddressSpace const& space, VirtRange pages, TableChain& tables,
                                   NeedsOne&& needs_one)
{
    u32 count = 0;
    for_each_part(space, pages, [&](PteSlot& directory, VirtRange part) {
        if (needs_one(read_entry(directory), part)) ++count;
    });
    return take_tables(space.tables(), count, tables);
}

void map_small_pages(std::span<PteSlot> entries, Pfn first, Pte flags)
{
    for (PteSlot& entry : entries) {
        publish(entry, Pte::frame(first, flags.low(), flags.high()));
        first = first + 1;
    }
}

/// Puts a table that maps the same in small pages in the place of a large page. Code that is using the page
/// notices nothing. Afterwards a CPU may have translations of both kinds, which some cannot bear for long
/// (Intel's Atom erratum AAH41), so all of the 2 MiB has to be flushed and not only what is about to change.
Pte split(PteSlot& directory, Pfn table, VirtAddr address, OwedFlush& owed)
{
    Pte const large = read_entry(directory), small = table_entry(table);
    Pte const flags{large.low() % kPageSize & ~Pte::kLarge, large.high() & Pte::kNxHigh};
    map_small_pages(table_at(table), large.pfn(), flags);
    exchange(directory, large, small);
    owed.add(large_page_of(address));
    return small;
}

bool is_split_by(Pte directory, VirtRange part)
{
    return directory.present() && directory.large() && !is_whole(part);
}

Pte flags_of(Mapping mapping)
{
    Pte const page = page_entry(Pfn{}, mapping.protection);
    return {page.low() | (mapping.global ? entry_features().global : 0), page.high()};
}

} // namespace

lib::Result<void, MapError> map_range(AddressSpace const& space, VirtAddr at, FrameRange frames,
                                      Mapping mapping)
{
    VirtRange const pages = pages_from(at, frames.count());
    if (!is_free(space, pages)) return MapError::InUse;
    if (flushes_watched()) check_flushed(pages, PageMove::Map);
    bool const large_fits = mapping.large && large_pages_fit(at, frames.begin);
    auto const becomes_large = [&](Pte directory, VirtRange part) {
        return large_fits && is_whole(part) && !directory.present();
    };
    auto const needs_table = [&](Pte directory, VirtRange part) {
        return !directory.present() && !becomes_large(directory, part);
    };
    TableChain tables;
    if (!take_tables_for(space, pages, tables, needs_table)) return MapError::NoTable;

    Pte const flags = flags_of(mapping);
    for_each_part(space, pages, [&](PteSlot& slot, VirtRange part) {
        Pfn const first = frames.begin + (part.begin - at) / kPageSize;
        if (becomes_large(read_entry(slot), part))
            return publish(slot, Pte::frame(first, flags.low() | Pte::kLarge, flags.high()));
        if (!is_live(slot)) publish(slot, table_entry(tables.pop()));
        map_small_pages(entries_of(read_entry(slot), part), first, flags);
    });
    return {};
}

lib::Result<void, MapError> make_tables(AddressSpace const& space, VirtRange pages)
{
    TableChain tables;
    auto const is_missing = [](Pte directory, VirtRange) { return !directory.present(); };
    if (!take_tables_for(space, pages, tables, is_missing)) return MapError::NoTable;
    for_each_part(space, pages, [&](PteSlot& slot, VirtRange) {
        if (!is_live(slot)) publish(slot, table_entry(tables.pop()));
    });
    return {};
}

lib::Result<OwedFlush, MapError> protect_range(AddressSpace const& space, VirtRange pages, Rights rights)
{
    Pte const wanted = page_entry(Pfn{}, {rights, Cache::WriteBack});
    auto const differs = [&](Pte entry) {
        return entry.writable() != wanted.writable() || entry.no_execute() != wanted.no_execute();
    };
    TableChain tables;
    auto const is_split = [&](Pte directory, VirtRange part) {
        return is_split_by(directory, part) && differs(directory);
    };
    if (!take_tables_for(space, pages, tables, is_split)) return MapError::NoTable;

    OwedFlush owed{space};
    auto const change = [&](PteSlot& slot, VirtRange page) {
        if (!differs(read_entry(slot))) return;
        change_rights(slot, rights);
        owed.add(page);
    };
    for_each_part(space, pages, [&](PteSlot& slot, VirtRange part) {
        Pte directory = read_entry(slot);
        if (!directory.present()) return;
        if (is_split(directory, part)) directory = split(slot, tables.pop(), part.begin, owed);
        if (directory.large()) {
            change(slot, part);
        } else {
            for_each_live(directory, part, change);
        }
    });
    owed.enter();
    return owed;
}

lib::Result<OwedFlush, MapError> unmap_range(AddressSpace const& space, VirtRange pages,
                                             EmptyTables tables_choice)
{
    TableChain tables;
    if (!take_tables_for(space, pages, tables, is_split_by)) return MapError::NoTable;

    OwedFlush owed{space};
    auto const unmap = [&](PteSlot& slot, VirtRange page) {
        retract(slot);
        owed.add(page);
    };
    for_each_part(space, pages, [&](PteSlot& slot, VirtRange part) {
        Pte directory = read_entry(slot);
        if (!directory.present()) return;
        if (is_split_by(directory, part)) directory = split(slot, tables.pop(), part.begin, owed);
        if (directory.large()) return unmap(slot, part);
        for_each_live(directory, part, unmap);
        if (tables_choice == EmptyTables::GiveBack &&
            !anything_mapped(directory, large_page_of(part.begin))) {
            retract(slot);
            owed.add_table(directory.pfn(), part);
        }
    });
    owed.enter();
    return owed;
}

} // namespace mm
